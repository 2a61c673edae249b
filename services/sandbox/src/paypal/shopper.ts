import type { Happening } from '../settling/happening.ts'
import type { Collection } from '../state/store.ts'
import { listed, paypalEvents } from './events.ts'
import type { Order } from './orders.ts'
import type { PaypalSettling } from './settle.ts'
import { viewEvent, viewOrder } from './view.ts'
import { paypalWebhook } from './webhook.ts'

/** The payer approves an order's payment on PayPal's page. */
export async function approvePaypal(
  { store, now, signing }: PaypalSettling,
  orderId: string,
): Promise<Happening> {
  const orders: Collection<Order> = store.collection('paypal_order')
  for (const { id } of await orders.findByRef(orderId)) {
    const order = (await orders.load(id)) && orders.now(id)
    if (!order || order.approved || order.authorization) continue
    const after: Order = { ...order, approved: true }
    const resource = viewOrder(after)
    const event = viewEvent('CHECKOUT.ORDER.APPROVED', 'checkout-order', resource, now())
    return {
      rows: [orders.row(id, after, orderId), paypalEvents(store).row(event.id, event, listed)],
      webhooks: [paypalWebhook(() => event, signing, now)],
    }
  }
  return { rows: [], webhooks: [] }
}
