import type { orderSettled } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { insertTombstones, lockReservations } from '../store/reservations.ts'
import { countBack, takeOut } from './gone-goods.ts'

/**
 * Books what an order manager declared about the stock of cancelled orders: the goods are in the warehouse, or gone. A
 * reservation requested later is rejected.
 */
export async function settle(
  deps: Deps,
  batch: readonly ReceivedOf<typeof orderSettled>[],
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const declared = fresh.flatMap(({ message: { data } }) => (data.step === 'stock' ? [data] : []))
    if (declared.length === 0) return
    const idsOf = (outcome: (typeof declared)[number]['outcome']) => [
      ...new Set(declared.flatMap((one) => (one.outcome === outcome ? [one.orderId] : []))),
    ]
    const orderIds = [...new Set(declared.map(({ orderId }) => orderId))]
    await insertTombstones(trx, orderIds)
    await lockReservations(trx, orderIds)
    await countBack(trx, idsOf('released'), 'settled')
    await takeOut(deps, trx, idsOf('gone'), 'settled')
  })
}
