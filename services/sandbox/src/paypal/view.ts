import { randomBytes } from 'node:crypto'
import { amountLike, milliOf } from './amount.ts'
import { type Authorization, type Captured, capturesOf, type Order, type Refund } from './orders.ts'
import { expiresAt } from './renewal.ts'

const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

/** Seventeen capital letters and digits, as PayPal's ids. */
export const newId = (): string =>
  Array.from(randomBytes(17), (byte) => letters[byte % letters.length]).join('')

export const viewAuthorization = (order: Order, authorization: Authorization) => ({
  id: authorization.id,
  status: authorization.status,
  ...(authorization.status === 'PENDING' && { status_details: { reason: 'PENDING_REVIEW' } }),
  amount: order.amount,
  ...(order.customId !== null && { custom_id: order.customId }),
  create_time: authorization.createTime ?? order.createTime,
  expiration_time: expiresAt(order).toISOString(),
  supplementary_data: { related_ids: { order_id: order.id } },
})

function captureStatus({ amount, refundedMilli, status }: Captured) {
  if (status) return status
  if (refundedMilli === 0) return 'COMPLETED'
  return refundedMilli < milliOf(amount) ? 'PARTIALLY_REFUNDED' : 'REFUNDED'
}

export const viewCapture = (order: Order, authorization: Authorization, captured: Captured) => ({
  id: captured.id,
  status: captureStatus(captured),
  ...(captured.status === 'PENDING' && { status_details: { reason: 'ECHECK' } }),
  amount: captured.amount,
  final_capture: !captured.isPart,
  ...(order.customId !== null && { custom_id: order.customId }),
  create_time: order.createTime,
  supplementary_data: {
    related_ids: { order_id: order.id, authorization_id: authorization.id },
  },
})

export const viewOrder = (order: Order) => {
  const { authorization } = order
  const payments = authorization && {
    authorizations: [...(order.renewed ?? []), authorization].map((one) =>
      viewAuthorization(order, one),
    ),
    ...(authorization.capture && {
      captures: capturesOf(authorization).map((one) => viewCapture(order, authorization, one)),
    }),
  }
  return {
    id: order.id,
    intent: 'AUTHORIZE',
    status: authorization ? 'COMPLETED' : order.approved ? 'APPROVED' : 'CREATED',
    create_time: order.createTime,
    purchase_units: [
      {
        reference_id: order.referenceId,
        ...(order.customId !== null && { custom_id: order.customId }),
        amount: order.amount,
        ...(payments && { payments }),
      },
    ],
  }
}

export const viewRefund = (refund: Refund) => ({
  id: refund.id,
  status: refund.status ?? 'COMPLETED',
  ...(refund.status === 'PENDING' && { status_details: { reason: 'ECHECK' } }),
  amount: refund.amount,
  ...(refund.customId !== null && { custom_id: refund.customId }),
  create_time: refund.createTime,
  links: [
    {
      ...{ rel: 'up', method: 'GET' },
      href: `https://api-m.paypal.com/v2/payments/captures/${refund.captureId}`,
    },
  ],
  seller_payable_breakdown: {
    total_refunded_amount: amountLike(refund.amount, milliOf(refund.amount)),
  },
})

export const viewEvent = (
  eventType: string,
  resourceType: string,
  resource: unknown,
  createTime: Date,
) => ({
  id: `WH-${newId()}`,
  event_version: '1.0',
  create_time: createTime.toISOString(),
  resource_type: resourceType,
  event_type: eventType,
  resource,
})
