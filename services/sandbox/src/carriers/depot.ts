import type { FaultBoard } from '../faults/faults.ts'
import type { Shelf, Store } from '../state/store.ts'
import type { Webhook, Webhooks } from '../webhooks/send.ts'
import { isOnItsWay, type Move, nextMove, type Parcel, scanned } from './parcels.ts'

export interface DepotDeps {
  readonly store: Store
  readonly faults: FaultBoard
  readonly webhooks: Webhooks
  readonly now: () => Date
  /** Time between two scans of a parcel that is followed. */
  readonly stepMs: number
  /** Parcels that move by themselves at once; the others wait where they are. */
  readonly followed: number
  readonly hookOf: (parcel: Parcel) => Webhook
}

export type Depot = ReturnType<typeof createDepot>

/** Parcels of both carriers: some of them move by themselves, any of them when told to. */
export function createDepot(deps: DepotDeps) {
  const { store, faults, webhooks, now } = deps
  const parcels: Shelf<Parcel> = store.shelf('parcel')
  const timers = new Map<string, NodeJS.Timeout>()

  const row = (parcel: Parcel) => parcels.row(parcel.trackingNumber, parcel, parcel.reference)

  const tell = (parcel: Parcel) => {
    const { carrier } = parcel
    const slow = faults.hit(carrier, 'slow_webhook', 'read')
    const twice =
      faults.hit(carrier, 'duplicate_tracking', 'read') ??
      faults.hit(carrier, 'duplicate_webhook', 'read')
    const options = { delayMs: slow ? (slow.delayMs ?? 5_000) : 0, times: twice ? 2 : 1 }
    webhooks.send(deps.hookOf(parcel), options)
  }

  const move = async (trackingNumber: string, status: Move): Promise<Parcel | undefined> => {
    await parcels.load(trackingNumber)
    const parcel = parcels.now(trackingNumber)
    if (!parcel || parcel.status === 'void') return undefined
    const after = scanned(parcel, { status, at: now().toISOString() })
    await store.write([row(after)])
    tell(after)
    return after
  }

  const follow = (trackingNumber: string) => {
    const timer = setTimeout(async () => {
      timers.delete(trackingNumber)
      const parcel = parcels.now(trackingNumber)
      const next = parcel && nextMove(parcel)
      const after = next && (await move(trackingNumber, next))
      if (after && nextMove(after)) follow(trackingNumber)
    }, deps.stepMs)
    timers.set(trackingNumber, timer)
  }

  return {
    load: parcels.load,
    findByReference: (reference: string) => parcels.findByRef(reference),
    /** The rows of a new parcel, which from here on moves if there is room. */
    take(parcel: Parcel) {
      if (timers.size < deps.followed) follow(parcel.trackingNumber)
      return [row(parcel)]
    },
    /** The rows of a parcel that is taken back, unless it has left already. */
    async giveBack(trackingNumber: string) {
      await parcels.load(trackingNumber)
      const parcel = parcels.now(trackingNumber)
      if (!parcel || isOnItsWay(parcel)) return undefined
      return [row({ ...parcel, status: 'void' })]
    },
    move,
    stop() {
      for (const timer of timers.values()) clearTimeout(timer)
    },
  }
}
