import { type LeasedTasks, startLeasedTasks } from '@stoa/work'
import type { Deps } from './deps.ts'
import {
  claimSurplusLabels,
  deleteSurplusLabel,
  oldestDueLabelSeconds,
  type SurplusLabel,
} from './store/surplus-labels.ts'
import { voidSurplusLabel } from './use-cases/void-surplus-label.ts'

/** Until the next attempt at a label that is not settled. */
const leaseMs = 60_000
const pollMs = 10_000

/** Voids labels that their parcels do not use: bought a second time, or abandoned. */
export const startSurplusLabelWorker = (
  deps: Pick<Deps, 'db' | 'log' | 'carriers'>,
): LeasedTasks<SurplusLabel> =>
  startLeasedTasks<SurplusLabel, 'settled' | 'open'>({
    ...{ name: 'surplus_labels', log: deps.log, leaseMs, pollMs, concurrency: 16 },
    deadlineMs: Number.POSITIVE_INFINITY,
    claim: (limit, forMs) => claimSurplusLabels(deps.db, limit, forMs),
    run: (label) => voidSurplusLabel(deps, label),
    neededMs: () => leaseMs / 2,
    apply: async (result, label) =>
      result === 'open' || (await deleteSurplusLabel(deps.db, label)) ? 'applied' : 'stale',
    oldestDueSeconds: () => oldestDueLabelSeconds(deps.db),
    fieldsOf: ({ orderId, carrier, trackingNumber }) => ({ orderId, carrier, trackingNumber }),
  })
