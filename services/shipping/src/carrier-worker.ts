import { isTransient } from '@stoa/postgres'
import { batch, type LeasedTasks, type LeasedTasksOptions, startLeasedTasks } from '@stoa/work'
import type { Deps } from './deps.ts'
import { deadlineMs } from './lease.ts'
import type { CarrierResult, Parcel } from './parcel.ts'
import { claimParcels, oldestDueParcelSeconds } from './store/parcels.ts'
import { perform } from './use-cases/perform.ts'
import { type Recorded, recordResults } from './use-cases/record-results.ts'

export type CarrierWorker = LeasedTasks<Parcel>

/** For an access token, a search and a booking or a void. */
const callsOfTask = 3

const batching = { maxItems: 256, linger: 60, splitOn: (error: unknown) => !isTransient(error) }

/** Books and voids parcels at the carriers, outside any transaction. */
export function startCarrierWorker(
  deps: Pick<Deps, 'db' | 'outbox' | 'log' | 'carriers' | 'leaseMs'>,
  timeoutMs: number,
  options: Partial<LeasedTasksOptions<Parcel, CarrierResult>> = {},
): CarrierWorker {
  const { db, log, carriers, leaseMs } = deps
  const results = batch<CarrierResult, Recorded>((all) => recordResults(deps, all), batching)
  return startLeasedTasks<Parcel, CarrierResult>({
    ...{ name: 'parcels', log, leaseMs, deadlineMs, concurrency: 128, pollMs: 1_000 },
    claim: (limit, forMs) => claimParcels(db, limit, forMs),
    run: (parcel, leftMs) => perform(carriers, parcel, { leftMs, timeoutMs }),
    neededMs: () => timeoutMs * callsOfTask,
    apply: results.add,
    oldestDueSeconds: () => oldestDueParcelSeconds(db),
    traceOf: ({ traceparent }) => traceparent,
    fieldsOf: ({ orderId, carrier, task }) => ({ orderId, carrier, task }),
    ...options,
  })
}
