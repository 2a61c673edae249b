import { currentByRef, type Happening, startHappening } from '../settling/happening.ts'
import type { Collection } from '../state/store.ts'
import { amountLike, milliOf } from './amount.ts'
import { chargebackFeeMilli, type Dispute, heldMilli, viewDispute } from './disputes.ts'
import { paypalEvents } from './events.ts'
import {
  type Captured,
  cancel,
  capture,
  capturesOf,
  type Order,
  type Refund,
  refund,
  withCapture,
} from './orders.ts'
import type { PaypalSettling } from './settle.ts'
import { captureRow, refundRow, transactionRow } from './transactions.ts'
import { newId, viewAuthorization, viewCapture, viewEvent, viewOrder, viewRefund } from './view.ts'
import { paypalWebhook } from './webhook.ts'

const heldAs: ReadonlySet<string> = new Set(['CREATED', 'PARTIALLY_CAPTURED'])

const completed = ({ authorization }: Order): readonly Captured[] =>
  authorization ? capturesOf(authorization).filter(({ status }) => !status) : []

/** What happens to an order's payments at PayPal without a request of the shop. */
export function paypalIncidents({ store, now, signing }: PaypalSettling) {
  const orders: Collection<Order> = store.collection('paypal_order')
  const owners: Collection<string> = store.collection('paypal_owner')
  const refunds: Collection<Refund> = store.collection('paypal_refund')
  const disputes: Collection<Dispute> = store.collection('paypal_dispute')

  const start = () => {
    const { rows, webhooks, say } = startHappening(paypalEvents(store), (event) =>
      paypalWebhook(() => event, signing, now),
    )
    const tell = (type: string, resourceType: string, resource: unknown) =>
      say(viewEvent(type, resourceType, resource, now()))
    return { rows, webhooks, tell }
  }

  /** The completed captures of an order's payments. */
  const captured = async (orderId: string) =>
    (await currentByRef(orders, orderId)).flatMap((order) =>
      completed(order).map((capture) => ({ order, capture })),
    )

  const viewOf = (dispute: Dispute) => viewDispute(dispute, now().toISOString())

  return {
    /** The payer approves a payment on PayPal's page. */
    async approve(orderId: string): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const order of await currentByRef(orders, orderId)) {
        if (order.approved || order.authorization) continue
        const after: Order = { ...order, approved: true }
        rows.push(orders.row(after.id, after, orderId))
        tell('CHECKOUT.ORDER.APPROVED', 'checkout-order', viewOrder(after))
      }
      return { rows, webhooks }
    },
    /** An employee captures a share of the order on PayPal's site, or what is left if that is less. */
    async capture(orderId: string, share: number, isFinal: boolean): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const order of await currentByRef(orders, orderId)) {
        const { authorization } = order
        if (!authorization) continue
        const amount = amountLike(order.amount, milliOf(order.amount) * share)
        const body = { amount, final_capture: isFinal }
        const { order: after } = capture(order, authorization, body, newId())
        const made = after?.authorization?.capture
        if (!after || !made) continue
        rows.push(orders.row(order.id, after, orderId), owners.row(made.id, order.id))
        if (!made.status) rows.push(captureRow(now, order, made))
        const view = viewCapture(after, authorization, made)
        tell(`PAYMENT.CAPTURE.${view.status}`, 'capture', view)
      }
      return { rows, webhooks }
    },
    /** A refund that an employee makes on PayPal's site: it has the custom id of the capture. */
    async refund(orderId: string, share: number): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const {
        order: { id },
        capture,
      } of await captured(orderId)) {
        const order = orders.now(id)
        if (!order) continue
        const left = milliOf(capture.amount) - capture.refundedMilli
        const amount = amountLike(capture.amount, left * share)
        const decided = refund(order, capture, milliOf(amount))
        if (!decided.order || milliOf(amount) === 0) continue
        const made: Refund = {
          ...{ id: newId(), orderId: order.id, captureId: capture.id, amount },
          ...{ customId: order.customId, createTime: now().toISOString() },
        }
        rows.push(orders.row(order.id, decided.order, orderId))
        rows.push(refunds.row(made.id, made, capture.id), refundRow(now, made))
        tell('PAYMENT.CAPTURE.REFUNDED', 'refund', viewRefund(made))
      }
      return { rows, webhooks }
    },
    async openDispute(orderId: string): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const { order, capture } of await captured(orderId)) {
        const milli = milliOf(capture.amount) - capture.refundedMilli
        if (milli <= 0) continue
        const { reversal } = capture
        const isReversed = reversal?.isDisputed === false && reversal.milli === milli
        const dispute: Dispute = {
          ...{ id: `PP-D-${newId()}`, captureId: capture.id, customId: order.customId },
          ...{ amount: amountLike(capture.amount, milli), createTime: now().toISOString() },
          status: 'WAITING_FOR_SELLER_RESPONSE',
        }
        const about = { like: capture.amount, captureId: capture.id, customId: order.customId }
        rows.push(disputes.row(dispute.id, dispute, orderId))
        const current = orders.now(order.id)
        if (isReversed && current) {
          const taken = { ...capture, reversal: { milli, isDisputed: true } }
          rows.push(orders.row(order.id, withCapture(current, taken), orderId))
        } else
          rows.push(transactionRow(now, { id: newId(), code: 'T1201', milli: -milli, ...about }))
        const fee = { id: newId(), code: 'T0106', milli: -chargebackFeeMilli, ...about } as const
        rows.push(transactionRow(now, fee))
        tell('CUSTOMER.DISPUTE.CREATED', 'dispute', viewOf(dispute))
      }
      return { rows, webhooks }
    },
    /** A dispute that is lost costs this share of its amount. */
    async closeDispute(orderId: string, status: 'won' | 'lost', share: number): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const dispute of await currentByRef(disputes, orderId)) {
        if (dispute.status === 'RESOLVED') continue
        const won = status === 'won'
        const outcome = won ? 'RESOLVED_SELLER_FAVOUR' : 'RESOLVED_BUYER_FAVOUR'
        const { refunded: lost, ...others } = dispute
        const { captureId, customId, amount: like } = dispute
        const held = heldMilli(dispute)
        const refunded = won ? undefined : amountLike(like, lost ? held : held * share)
        const closed: Dispute = {
          ...{ ...others, status: 'RESOLVED', outcome },
          ...(refunded && { refunded }),
        }
        rows.push(disputes.row(closed.id, closed, orderId))
        const milli = held - (refunded ? milliOf(refunded) : 0)
        const back = { id: newId(), code: 'T1202', milli } as const
        if (milli > 0) rows.push(transactionRow(now, { ...back, like, captureId, customId }))
        tell('CUSTOMER.DISPUTE.RESOLVED', 'dispute', viewOf(closed))
      }
      return { rows, webhooks }
    },
    /** A dispute that was lost is decided again. */
    async appealDispute(orderId: string): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const { outcome, ...dispute } of await currentByRef(disputes, orderId)) {
        if (outcome !== 'RESOLVED_BUYER_FAVOUR') continue
        const appealed = { ...dispute, status: 'UNDER_REVIEW', stage: 'PRE_ARBITRATION' } as const
        rows.push(disputes.row(appealed.id, appealed, orderId))
        tell('CUSTOMER.DISPUTE.UPDATED', 'dispute', viewOf(appealed))
      }
      return { rows, webhooks }
    },
    /** The authorisation ends by itself, as after 29 days. */
    async expire(orderId: string): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const order of await currentByRef(orders, orderId)) {
        const { authorization } = order
        if (!authorization || !heldAs.has(authorization.status)) continue
        const { order: after } = cancel(order, authorization)
        if (!after?.authorization) continue
        rows.push(orders.row(order.id, after, orderId))
        const view = viewAuthorization(after, after.authorization)
        tell('PAYMENT.AUTHORIZATION.VOIDED', 'authorization', view)
      }
      return { rows, webhooks }
    },
  }
}
