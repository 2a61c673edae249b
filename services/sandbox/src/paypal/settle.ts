import { currentByRef, type Happening } from '../settling/happening.ts'
import type { Collection, Store } from '../state/store.ts'
import type { ObjectRow } from '../state/writer.ts'
import type { Webhook } from '../webhooks/send.ts'
import { amountLike, milliOf } from './amount.ts'
import type { Dispute } from './disputes.ts'
import { listed, paypalEvents } from './events.ts'
import { type Captured, capturesOf, type Order, type Refund, withCapture } from './orders.ts'
import { captureRow, refundRow, transactionRow } from './transactions.ts'
import { newId, viewAuthorization, viewCapture, viewEvent, viewRefund } from './view.ts'
import { paypalWebhook } from './webhook.ts'
import type { Signing } from './webhook-key.ts'

export type PaypalOutcome = 'succeed' | 'fail' | 'reverse'

export interface PaypalSettling {
  readonly store: Store
  readonly now: () => Date
  readonly signing: Signing
}

/** A pending capture completes or is declined, after which the authorisation can be captured again. */
function captureAfter(capture: Captured, outcome: PaypalOutcome) {
  if (capture.status !== 'PENDING' || outcome === 'reverse') return undefined
  const { status: _, ...completed } = capture
  return outcome === 'succeed'
    ? { event: 'PAYMENT.CAPTURE.COMPLETED', capture: completed }
    : { event: 'PAYMENT.CAPTURE.DENIED', capture: { ...capture, status: 'DECLINED' as const } }
}

/** A pending refund completes or fails; one that was made can still fail. */
function refundAfter(refund: Refund, outcome: PaypalOutcome): Refund | undefined {
  if (refund.status === 'FAILED' || outcome === 'reverse') return undefined
  if (outcome === 'fail') return { ...refund, status: 'FAILED' }
  const { status, ...completed } = refund
  return status === 'PENDING' ? completed : undefined
}

/** A review ends: the authorisation is held, or denied, which PayPal tells as its end. */
function reviewAfter({ authorization }: Order, outcome: PaypalOutcome) {
  if (authorization?.status !== 'PENDING' || outcome === 'reverse') return undefined
  return outcome === 'succeed'
    ? ({ event: 'PAYMENT.AUTHORIZATION.CREATED', status: 'CREATED' } as const)
    : ({ event: 'PAYMENT.AUTHORIZATION.VOIDED', status: 'DENIED' } as const)
}

/** A dispute has withdrawn the money that a reversal tells of. */
const isOfDispute = ({ captureId, amount }: Dispute, capture: Captured, milli: number): boolean =>
  captureId === capture.id && milliOf(amount) === milli

function withoutRefund(order: Order, { captureId, amount }: Refund): Order {
  const captures = order.authorization ? capturesOf(order.authorization) : []
  const captured = captures.find(({ id }) => id === captureId)
  if (!captured) return order
  const refundedMilli = captured.refundedMilli - milliOf(amount)
  return withCapture(order, { ...captured, refundedMilli })
}

/** Settles the review, the capture and the refunds of an order, or takes its captured money back. */
export async function settlePaypal(
  { store, now, signing }: PaypalSettling,
  orderId: string,
  outcome: PaypalOutcome,
): Promise<Happening> {
  const orders: Collection<Order> = store.collection('paypal_order')
  const refunds: Collection<Refund> = store.collection('paypal_refund')
  const disputed = await currentByRef<Dispute>(store.collection('paypal_dispute'), orderId)
  const rows: ObjectRow[] = []
  const webhooks: Webhook[] = []
  const say = (type: string, resourceType: string, resource: unknown) => {
    const event = viewEvent(type, resourceType, resource, now())
    rows.push(paypalEvents(store).row(event.id, event, listed))
    webhooks.push(paypalWebhook(() => event, signing, now))
  }
  const settleReview = (order: Order) => {
    const after = reviewAfter(order, outcome)
    if (!after || !order.authorization) return
    const authorization = { ...order.authorization, status: after.status }
    const decided = { ...order, authorization }
    rows.push(orders.row(order.id, decided, orderId))
    say(after.event, 'authorization', viewAuthorization(decided, authorization))
  }
  const settleCapture = (order: Order, capture: Captured) => {
    const { authorization } = order
    const after = captureAfter(capture, outcome)
    if (!authorization) return
    if (after) {
      rows.push(orders.row(order.id, withCapture(order, after.capture), orderId))
      say(after.event, 'capture', viewCapture(order, authorization, after.capture))
      if (outcome === 'succeed') rows.push(captureRow(now, order, capture))
      return
    }
    if (outcome !== 'reverse' || capture.status || capture.reversal) return
    const milli = milliOf(capture.amount) - capture.refundedMilli
    if (milli <= 0) return
    const { custom_id } = viewCapture(order, authorization, capture)
    const id = newId()
    const amount = amountLike(capture.amount, milli)
    const links = [{ rel: 'up', href: `/v2/payments/captures/${capture.id}` }]
    const isDisputed = disputed.some((one) => isOfDispute(one, capture, milli))
    const reversed = { ...capture, reversal: { milli, isDisputed } }
    rows.push(orders.row(order.id, withCapture(order, reversed), orderId))
    say('PAYMENT.CAPTURE.REVERSED', 'refund', {
      ...{ id, custom_id, amount, links, status: 'COMPLETED' },
    })
    if (isDisputed) return
    const about = { captureId: capture.id, customId: order.customId }
    const taken = { id, code: 'T1106', like: capture.amount, milli: 0 - milli } as const
    rows.push(transactionRow(now, { ...taken, ...about }))
  }
  const settleRefund = (id: string, refund: Refund) => {
    const settled = refundAfter(refund, outcome)
    if (!settled) return
    rows.push(refunds.row(settled.id, settled))
    const failed = settled.status === 'FAILED'
    if (!failed || !refund.status) rows.push(refundRow(now, settled, failed))
    const current = orders.now(id)
    if (failed && current) rows.push(orders.row(id, withoutRefund(current, refund), orderId))
    const type = failed ? 'PAYMENT.REFUND.FAILED' : 'PAYMENT.CAPTURE.REFUNDED'
    say(type, 'refund', viewRefund(settled))
  }
  for (const { id } of await orders.findByRef(orderId)) {
    const found = await orders.load(id)
    const reviewed = orders.now(id)
    if (reviewed) settleReview(reviewed)
    for (const capture of found?.authorization ? capturesOf(found.authorization) : []) {
      const order = orders.now(id)
      if (order) settleCapture(order, capture)
      for (const refund of await refunds.findByRef(capture.id)) settleRefund(id, refund)
    }
  }
  return { rows, webhooks }
}
