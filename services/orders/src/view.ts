import type { z } from 'zod'
import type { orderAnswer } from './answers.ts'
import type { Order } from './order.ts'
import type { StoredEvent } from './upcast.ts'

const paymentView = ({ payment, action, reversedMinor }: Order) => ({
  type: payment.type,
  ...(action && { action: actionView(action) }),
  ...(reversedMinor !== undefined && { reversedMinor }),
})

const actionView = ({ action: type, expiresAt }: NonNullable<Order['action']>) => ({
  type,
  expiresAt,
})

/** An order as its customer sees it; of the payment only its type and what the customer has to do or owes. */
export const orderView = (
  order: Order,
  history: readonly StoredEvent[],
): z.infer<typeof orderAnswer> => ({
  orderId: order.orderId,
  customerId: order.customerId,
  status: order.status,
  ...(order.reason !== undefined && { reason: order.reason }),
  ...(order.shortages?.length && { shortages: order.shortages }),
  lines: order.lines,
  totalMinor: order.totalMinor,
  currency: order.currency,
  payment: paymentView(order),
  delivery: order.delivery,
  ...(order.trackingNumber && { trackingNumber: order.trackingNumber }),
  ...(order.cancelRefused && { cancelRefused: order.cancelRefused }),
  ...(order.hold && { hold: order.hold }),
  refunds: order.refunds.map(({ reference: _, ...refund }) => refund),
  placedAt: order.placedAt,
  history: history.map(({ type, at }) => ({ type, at: at.toISOString() })),
})
