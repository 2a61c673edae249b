import type { shippingLeftSettled } from '@stoa/contracts'
import { type ReceivedOf, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import type { Deps } from '../deps.ts'
import { countBack } from './gone-goods.ts'

/** Counts the goods of cancelled parcels back that left and came back. */
export async function countReturned(
  deps: Deps,
  batch: readonly ReceivedOf<typeof shippingLeftSettled>[],
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const fresh = await takeFromInbox(trx, batch)
    const returned = fresh.flatMap(({ message: { data } }) =>
      data.outcome === 'returned' ? [data.orderId] : [],
    )
    await countBack(trx, [...new Set(returned)], 'returned')
  })
}
