import type { StorageStates } from '@stoa/events'
import { AppError, counter, freeBytes, gauge, type Log, type Volume } from '@stoa/service'

export const closedReasons = ['broker', 'volume'] as const
export type ClosedReason = (typeof closedReasons)[number]

export interface Admission {
  /** Why no order is accepted now; empty: orders are accepted. */
  reasons(): readonly ClosedReason[]
  /** @throws AppError (503, with Retry-After) while no order is accepted */
  check(): void
  stop(): void
}

export interface AdmissionOptions {
  readonly log: Log
  readonly storage: StorageStates
  readonly volumes: readonly Pick<Volume, 'path' | 'reserveBytes'>[]
  readonly free?: (path: string) => Promise<number>
}

const everyMs = 1_000
const retryAfterSeconds = 5

const refusedOrders = counter({
  name: 'orders_admission_refused_total',
  help: 'Orders refused because nothing more may be stored, by the reason',
  labels: { reason: closedReasons },
})

const closed = gauge({
  name: 'orders_admission_closed',
  help: '1 while new orders are refused for the reason',
  labels: { reason: closedReasons },
})

/** Orders are accepted only while the broker stores messages and each volume has its reserve: what is accepted can be finished. */
export async function openAdmission(options: AdmissionOptions): Promise<Admission> {
  const { log, storage, volumes, free = freeBytes } = options
  let belowReserve = false

  const holds: Readonly<Record<ClosedReason, () => boolean>> = {
    broker: () => storage.refusing().length > 0,
    volume: () => belowReserve,
  }
  const reasons = () => closedReasons.filter((reason) => holds[reason]())
  closed.from(() => closedReasons.map((reason) => [{ reason }, holds[reason]() ? 1 : 0]))

  const isBelow = async ({ path, reserveBytes }: AdmissionOptions['volumes'][number]) =>
    (await free(path)) < reserveBytes
  const measure = async () => {
    try {
      const below = (await Promise.all(volumes.map(isBelow))).includes(true)
      if (below !== belowReserve)
        log.warn(
          { below },
          below
            ? 'a volume is below its reserve; new orders are refused'
            : 'every volume has its reserve again; new orders are no longer refused for it',
        )
      belowReserve = below
    } catch (error) {
      log.warn({ err: error }, 'measuring the volumes failed; measuring again in 1 s')
    }
  }
  await measure()
  const timer = setInterval(() => void measure(), everyMs)

  return {
    reasons,
    check() {
      const [reason] = reasons()
      if (!reason) return
      refusedOrders.inc({ reason })
      throw new AppError('unavailable', 'no orders are accepted at the moment; try again later', {
        retryAfterSeconds,
      })
    },
    stop: () => clearInterval(timer),
  }
}
