import {
  address,
  amountMinor,
  carrier,
  quantity,
  reason,
  sku,
  trackingNumber,
} from '@stoa/contracts'
import { z } from 'zod'
import { orderStatuses } from './order.ts'
import { outcomes, settleableSteps } from './settlement.ts'

const orderId = z.uuid()
const currency = z.string()
const at = z.iso.datetime()
const status = z.enum(orderStatuses)

export const placedAnswer = z.object({
  orderId,
  status: z.string(),
  totalMinor: amountMinor,
  currency,
})

export const orderPage = z.object({
  orders: z.array(
    z.object({ orderId, status: z.string(), totalMinor: amountMinor, currency, placedAt: at }),
  ),
  /** Absent on the last page. */
  cursor: orderId.optional(),
})

export const changesAnswer = z.object({
  changes: z.array(
    z.object({
      position: z.int(),
      orderId,
      status: z.enum(['confirmed', 'ready', 'shipped', 'cancelled']),
      at,
    }),
  ),
  cursor: z.string(),
})

export const orderAnswer = z.object({
  orderId,
  customerId: z.string(),
  status,
  reason: z.string().optional(),
  /** Of an order whose stock was refused: the SKUs that were short, and the pieces that were left of each, where known. */
  shortages: z
    .array(z.object({ sku, left: z.int().min(0).optional() }))
    .readonly()
    .optional(),
  lines: z.array(z.object({ sku, quantity, unitPriceMinor: amountMinor })).readonly(),
  totalMinor: amountMinor,
  currency,
  payment: z.object({
    type: z.enum(['card', 'paypal', 'account']),
    /** Present while the shopper has to confirm the card or approve the payment; `GET /v1/payments/{orderId}` says how. */
    action: z.object({ type: z.enum(['confirm_card', 'approve']), expiresAt: at }).optional(),
    /** Present after the provider has taken captured money back. */
    reversedMinor: amountMinor.optional(),
  }),
  delivery: z.object({ carrier, address }),
  trackingNumber: trackingNumber.optional(),
  /** Present after a cancellation that came too late: the parcel was handed over before. */
  cancelRefused: z.object({ reason: z.string() }).optional(),
  /** Present while the order is on hold: nothing more happens until an order manager resumes it. */
  hold: z.object({ reason: z.string(), since: at }).optional(),
  refunds: z
    .array(
      z.object({
        refundId: z.uuid(),
        amountMinor,
        reason,
        /** `pending`: not settled by the provider; `failed`: made, and taken back by it. */
        status: z.enum(['requested', 'pending', 'completed', 'refused', 'failed']),
      }),
    )
    .readonly(),
  placedAt: at,
  history: z.array(z.object({ type: z.string(), at })),
})

export const heldOrdersAnswer = z.object({
  orders: z.array(
    z.object({
      orderId,
      customerId: z.string(),
      status,
      reason: z.string(),
      since: at,
      /** What the order waits for: the messages that got no reply. */
      waitingFor: z.array(z.string()),
      /** What can be declared with `POST /v1/orders/{orderId}/settle`. */
      steps: z.array(
        z.object({
          step: z.enum(settleableSteps),
          refundId: z.uuid().optional(),
          outcomes: z.array(z.enum(outcomes)).readonly(),
        }),
      ),
    }),
  ),
})

export const cancelAnswer = z.object({ orderId, status })

export const refundAnswer = z.object({ refundId: z.uuid(), orderId, amountMinor, currency, reason })
