import { type LeasedTasks, startLeasedTasks } from '@stoa/work'
import type { Providers } from './clients/provider.ts'
import type { Deps } from './deps.ts'
import {
  type Abandoned,
  claimAbandoned,
  deleteAbandoned,
  oldestDueAbandonedSeconds,
} from './store/abandoned.ts'
import { releaseAbandoned } from './use-cases/release-abandoned.ts'

/** Until the next check of one that is not settled. */
const leaseMs = 120_000
const pollMs = 10_000

/** Releases authorisations that a provider holds although another provider took the payment. */
export const startAbandonedWorker = (deps: Deps, providers: Providers): LeasedTasks<Abandoned> =>
  startLeasedTasks<Abandoned, 'settled' | 'open'>({
    ...{ name: 'abandoned_authorisations', log: deps.log, leaseMs, pollMs, concurrency: 16 },
    deadlineMs: Number.POSITIVE_INFINITY,
    claim: (limit, forMs) => claimAbandoned(deps.db, limit, forMs),
    run: (abandoned) => releaseAbandoned(deps, providers, abandoned),
    neededMs: () => leaseMs / 2,
    apply: async (result, abandoned) =>
      result === 'open' || (await deleteAbandoned(deps.db, abandoned)) ? 'applied' : 'stale',
    oldestDueSeconds: () => oldestDueAbandonedSeconds(deps.db),
    fieldsOf: ({ orderId, provider }) => ({ orderId, provider }),
  })
