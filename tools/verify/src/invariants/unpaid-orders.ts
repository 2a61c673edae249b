import type { Databases } from '../databases.ts'
import { awaitsCapture, settledUnpaid } from './order-waits.ts'

const unpaid = `
  select order_id::text, ${settledUnpaid} from orders o
  where order_id = any($1::uuid[]) and status = 'shipped' and (${awaitsCapture} or ${settledUnpaid})`

/**
 * Of the orders whose payment has this status, those that may have no money: their parcel left before the provider told that the
 * authorisation had ended, and the capture is due; or the capture was declared as declined, which releases the authorisation.
 */
export async function mayBeUnpaid(
  db: Databases,
  statuses: ReadonlyMap<string, unknown>,
): Promise<ReadonlySet<string>> {
  const rows = await db.rows('orders', unpaid, [[...statuses.keys()]])
  return new Set(
    rows.flatMap(([orderId, isSettled]) => {
      const status = statuses.get(String(orderId))
      const may = status === 'expired' || (status === 'voided' && isSettled)
      return may ? [String(orderId)] : []
    }),
  )
}
