import type { ForwardedClaims } from '../clients/get.ts'
import { findOrder } from '../clients/orders.ts'
import { findPayment } from '../clients/payments.ts'
import { findParcel } from '../clients/shipping.ts'
import type { Deps } from '../deps.ts'
import { unavailableParts } from '../metrics.ts'
import { compose, orderOf } from '../overview.ts'

/** Reads the order first, because it decides whether the caller may see anything, then the parts concurrently. */
export async function showOverview(deps: Deps, orderId: string, claims: ForwardedClaims) {
  const order = orderOf(await findOrder(deps.orders, orderId, claims), orderId)
  const [payment, parcel] = await Promise.all([
    findPayment(deps.payments, orderId, claims),
    findParcel(deps.shipping, orderId, claims),
  ])
  const overview = compose(order, { payment, parcel })
  for (const part of overview.unavailable) unavailableParts.inc({ part })
  return overview
}
