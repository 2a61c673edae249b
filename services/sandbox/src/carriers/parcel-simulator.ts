import type { FaultRegistry } from '../faults/faults.ts'
import type { Collection, Store } from '../state/store.ts'
import type { Webhook, Webhooks } from '../webhooks/send.ts'
import { isOnItsWay, type Move, nextMove, type Parcel, scanned } from './parcels.ts'

export interface ParcelSimulatorDeps {
  readonly store: Store
  readonly faults: FaultRegistry
  readonly webhooks: Webhooks
  readonly now: () => Date
  /** Time between two scans of a parcel that moves by itself. */
  readonly stepMs: number
  /** How many parcels move by themselves at a time; the others stay as they are. */
  readonly maxMoving: number
  readonly webhookOf: (parcel: Parcel) => Webhook
}

export type ParcelSimulator = ReturnType<typeof createParcelSimulator>

/** Parcels of both carriers: some move by themselves, and any of them is moved by a scan. */
export function createParcelSimulator(deps: ParcelSimulatorDeps) {
  const { store, faults, webhooks, now } = deps
  const parcels: Collection<Parcel> = store.collection('parcel')
  const timers = new Map<string, NodeJS.Timeout>()

  const row = (parcel: Parcel) => parcels.row(parcel.trackingNumber, parcel, parcel.reference)

  const sendWebhook = (parcel: Parcel) => {
    const { carrier } = parcel
    const slow = faults.hit(carrier, 'slow_webhook', 'read')
    const twice =
      faults.hit(carrier, 'duplicate_tracking', 'read') ??
      faults.hit(carrier, 'duplicate_webhook', 'read')
    const options = { delayMs: slow ? (slow.delayMs ?? 5_000) : 0, times: twice ? 2 : 1 }
    webhooks.send(deps.webhookOf(parcel), options)
  }

  const move = async (trackingNumber: string, status: Move): Promise<Parcel | undefined> => {
    await parcels.load(trackingNumber)
    const parcel = parcels.now(trackingNumber)
    if (!parcel || parcel.status === 'void') return undefined
    const after = scanned(parcel, { status, at: now().toISOString() })
    await store.write([row(after)])
    sendWebhook(after)
    return after
  }

  const moveLater = (trackingNumber: string) => {
    const timer = setTimeout(async () => {
      timers.delete(trackingNumber)
      const parcel = parcels.now(trackingNumber)
      const next = parcel && nextMove(parcel)
      const after = next && (await move(trackingNumber, next))
      if (after && nextMove(after)) moveLater(trackingNumber)
    }, deps.stepMs)
    timers.set(trackingNumber, timer)
  }

  return {
    load: parcels.load,
    findByReference: (reference: string) => parcels.findByRef(reference),
    /** Adds a parcel, which moves by itself if fewer than `maxMoving` do, and returns its rows. */
    add(parcel: Parcel) {
      if (timers.size < deps.maxMoving) moveLater(parcel.trackingNumber)
      return [row(parcel)]
    },
    /** Voids a parcel and returns its rows; undefined when it is on its way already. */
    async voidParcel(trackingNumber: string) {
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
