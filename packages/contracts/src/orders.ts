import { z } from 'zod'
import { defineMessage } from './message.ts'
import { amountMinor, currency } from './money.ts'
import { refundId } from './payments.ts'
import { customerId, orderId, reason } from './shared.ts'
import { trackingNumber } from './shipping.ts'

const summary = {
  orderId,
  customerId,
  totalMinor: amountMinor,
  currency,
  pieces: z.int().min(1),
  placedAt: z.iso.datetime(),
}

export const orderConfirmed = defineMessage('order.confirmed', z.object(summary))
export const orderShipped = defineMessage('order.shipped', z.object({ ...summary, trackingNumber }))
export const orderCancelled = defineMessage('order.cancelled', z.object({ ...summary, reason }))
export const orderRefunded = defineMessage(
  'order.refunded',
  z.object({ orderId, customerId, refundId, amountMinor, currency }),
)
