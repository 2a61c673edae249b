import { type LeasedTasks, startLeasedTasks } from '@stoa/work'
import type { EventLists } from './clients/event-list.ts'
import type { Deps } from './deps.ts'
import type { ResultWriter } from './result-writer.ts'
import {
  claimLists,
  oldestDueListSeconds,
  type ReadPosition,
  saveReadPosition,
} from './store/provider-events.ts'
import { readMissedEvents } from './use-cases/read-missed-events.ts'
import { retryFailingEvents } from './use-cases/retry-failing-events.ts'

const leaseMs = 120_000
const pollMs = 10_000
const everyMs = 60_000

/** Records again what failed, and reads the providers' lists of events: once a minute, in one replica at a time. */
export const startMissedEventsWorker = (
  deps: Deps,
  lists: EventLists,
  results: ResultWriter,
): LeasedTasks<ReadPosition> =>
  startLeasedTasks<ReadPosition, Date>({
    ...{ name: 'missed_events', log: deps.log, leaseMs, pollMs, concurrency: 2 },
    deadlineMs: Number.POSITIVE_INFINITY,
    claim: (_limit, forMs) => claimLists(deps.db, forMs),
    run: async (position) => {
      await retryFailingEvents(deps, results, position.provider)
      return readMissedEvents(deps, lists, results, position)
    },
    neededMs: () => leaseMs / 2,
    apply: async (readUntil, position) =>
      (await saveReadPosition(deps.db, position, readUntil, everyMs)) ? 'applied' : 'stale',
    oldestDueSeconds: () => oldestDueListSeconds(deps.db),
    fieldsOf: ({ provider }) => ({ provider }),
  })
