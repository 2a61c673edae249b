import { z } from 'zod'
import { defineMessage } from './message.ts'
import { amountMinor, currency } from './money.ts'
import { refundId } from './payments.ts'
import { carrier, customerId, orderId, reason } from './shared.ts'
import { trackingNumber } from './shipping.ts'
import { token } from './text.ts'

const summary = {
  orderId,
  customerId,
  totalMinor: amountMinor,
  currency,
  pieces: z.int().min(1),
  placedAt: z.iso.datetime(),
}

export const orderConfirmed = defineMessage('order.confirmed', z.object(summary))
/** The parcel has its label, and waits to be handed over. */
export const orderReady = defineMessage('order.ready', z.object({ ...summary, trackingNumber }))
export const orderShipped = defineMessage('order.shipped', z.object({ ...summary, trackingNumber }))
export const orderCancelled = defineMessage('order.cancelled', z.object({ ...summary, reason }))
const refund = z.object({ orderId, customerId, refundId, amountMinor, currency })
/** `replaces`: a refund that failed, and that this one is at the provider. */
export const orderRefunded = defineMessage(
  'order.refunded',
  refund.extend({ replaces: refundId.optional() }),
)
/**
 * The provider took a refund back after `order.refunded`: the customer has still to be paid. `replacedBy`: what had been declared
 * is this other refund at the provider.
 */
export const orderRefundFailed = defineMessage(
  'order.refund_failed',
  refund.extend({ replacedBy: refundId.optional() }),
)

/** The provider's id of what it did. */
export const providerReference = token(255)

const truth = { orderId, customerId }
const byProvider = { ...truth, reference: providerReference.optional() }
/**
 * An order manager declared what became of a step of an order on hold, which got no reply; the owner of the step makes
 * its books right.
 */
export const orderSettled = defineMessage(
  'order.settled',
  z.discriminatedUnion('step', [
    /** `released`: the goods are in the warehouse; `gone`: they are not. */
    z.object({ ...truth, step: z.literal('stock'), outcome: z.enum(['released', 'gone']) }),
    /** `voided`: nothing was taken or is held; `refunded`: it was captured and given back. */
    z.object({ ...byProvider, step: z.literal('money'), outcome: z.enum(['voided', 'refunded']) }),
    /** `declined`: the provider will not pay it. */
    z.object({
      ...{ ...byProvider, step: z.literal('capture') },
      outcome: z.enum(['captured', 'declined']),
    }),
    z.object({
      ...{ ...byProvider, step: z.literal('refund'), refundId, amountMinor, currency },
      outcome: z.enum(['refunded', 'declined']),
    }),
    /** `handed_over`: the carrier has the parcel under this number. */
    z.object({
      ...{
        ...truth,
        step: z.literal('parcel'),
        carrier,
        trackingNumber: trackingNumber.optional(),
      },
      outcome: z.enum(['cancelled', 'handed_over']),
    }),
  ]),
)
