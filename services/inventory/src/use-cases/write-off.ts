import type { shippingLeftCancelled } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { takeOut } from './gone-goods.ts'

/** Takes the goods of cancelled parcels that left out of the stock. */
export async function writeOff(
  deps: Deps,
  batch: readonly ReceivedOf<typeof shippingLeftCancelled>[],
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const orderIds = [...new Set(fresh.map(({ message }) => message.data.orderId))]
    await takeOut(deps, trx, orderIds, 'left')
  })
}
