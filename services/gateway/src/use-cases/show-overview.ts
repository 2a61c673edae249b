import type { HandedOn } from '../clients/ask.ts'
import { findOrder } from '../clients/orders.ts'
import { findPayment } from '../clients/payments.ts'
import { findParcel } from '../clients/shipping.ts'
import type { Deps } from '../deps.ts'
import { partsAway } from '../metrics.ts'
import { compose, orderOf } from '../overview.ts'

/** The order first, for it says whether this caller may see anything; then the rest at the same time. */
export async function showOverview(deps: Deps, orderId: string, claims: HandedOn) {
  const order = orderOf(await findOrder(deps.orders, orderId, claims), orderId)
  const [payment, parcel] = await Promise.all([
    findPayment(deps.payments, orderId, claims),
    findParcel(deps.shipping, orderId, claims),
  ])
  const overview = compose(order, { payment, parcel })
  for (const part of overview.unavailable) partsAway.inc({ part })
  return overview
}
