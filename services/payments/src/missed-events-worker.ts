import { type LeasedTasks, startLeasedTasks } from '@stoa/work'
import type { ProviderEvents } from './clients/event-list.ts'
import type { Deps } from './deps.ts'
import type { ResultWriter } from './result-writer.ts'
import {
  claimLists,
  oldestDueListSeconds,
  type ReadPosition,
  saveReadPosition,
} from './store/provider-events.ts'
import { type ReadEvents, readMissedEvents } from './use-cases/read-missed-events.ts'
import { recordKeptEvents } from './use-cases/record-kept-events.ts'

const leaseMs = 120_000
const pollMs = 10_000
const everyMs = 60_000

/** Records the events that were kept, and reads the providers' lists of events: once a minute, in one replica at a time. */
export const startMissedEventsWorker = (
  deps: Deps,
  events: ProviderEvents,
  results: ResultWriter,
): LeasedTasks<ReadPosition> =>
  startLeasedTasks<ReadPosition, ReadEvents>({
    ...{ name: 'missed_events', log: deps.log, leaseMs, pollMs, concurrency: 2 },
    deadlineMs: Number.POSITIVE_INFINITY,
    claim: (_limit, forMs) => claimLists(deps.db, forMs),
    run: async (position, leftMs) => {
      await recordKeptEvents(deps, events, results, position.provider, () => leftMs() - leaseMs / 2)
      return readMissedEvents(deps, events.lists, results, position, () => leftMs() - leaseMs / 4)
    },
    neededMs: () => leaseMs / 2,
    apply: async ({ isAll, ...read }, position) => {
      const againInMs = isAll ? everyMs : 0
      const isSaved = await saveReadPosition(deps.db, position, read, againInMs)
      return isSaved ? 'applied' : 'stale'
    },
    oldestDueSeconds: () => oldestDueListSeconds(deps.db),
    fieldsOf: ({ provider }) => ({ provider }),
  })
