import { currentByRef, type Happening, startHappening } from '../settling/happening.ts'
import type { Collection } from '../state/store.ts'
import { eventOf } from './api.ts'
import { type Dispute, disputeFee, isOpen, viewDispute } from './disputes.ts'
import { stripeEvents } from './events.ts'
import { authenticate, cancel, capture, type Intent, type Refund, refund } from './intents.ts'
import type { StripeSettling } from './settle.ts'
import { chargeRow, refundRow, transactionRow } from './transactions.ts'
import { newId, viewEvent, viewIntent, viewRefund } from './view.ts'
import { listedWebhook } from './webhook.ts'

/** What happens to an order's payments at Stripe without a request of the shop. */
export function stripeIncidents({ store, now, webhookSecret }: StripeSettling) {
  const intents: Collection<Intent> = store.collection('stripe_intent')
  const refunds: Collection<Refund> = store.collection('stripe_refund')
  const disputes: Collection<Dispute> = store.collection('stripe_dispute')
  const seconds = () => Math.floor(now().getTime() / 1000)

  const start = () => {
    const { rows, webhooks, say } = startHappening(stripeEvents(store), (event) =>
      listedWebhook({ store, now, webhookSecret }, event),
    )
    const tell = (type: string, object: unknown) => say(viewEvent(type, object, seconds()))
    return { rows, webhooks, tell }
  }

  const disputeMoved = ({ id, intentId, currency }: Dispute, amount: number, fee: number) =>
    transactionRow(now, {
      ...{ type: 'adjustment', amount, fee, currency },
      source: { id, object: 'dispute', payment_intent: intentId },
    })

  return {
    /** The card's owner passes or fails the bank's check of a payment (3-D Secure). */
    async authenticate(orderId: string, passed: boolean): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const intent of await currentByRef(intents, orderId)) {
        const after = authenticate(intent, passed)
        const type = after && eventOf(after)
        if (!after || !type) continue
        rows.push(intents.row(after.id, after, orderId))
        tell(type, viewIntent(after))
      }
      return { rows, webhooks }
    },
    /** An employee captures a share of what is authorised on the dashboard; the rest is released. */
    async capture(orderId: string, share: number): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const intent of await currentByRef(intents, orderId)) {
        const { intent: after } = capture(intent, Math.max(1, Math.round(intent.amount * share)))
        const type = after && eventOf(after)
        if (!after || !type) continue
        rows.push(intents.row(after.id, after, orderId))
        if (after.status === 'succeeded') rows.push(chargeRow(now, after))
        tell(type, viewIntent(after))
      }
      return { rows, webhooks }
    },
    /** A refund that an employee makes on the dashboard: it has no metadata of the shop. */
    async refund(orderId: string, share: number): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const intent of await currentByRef(intents, orderId)) {
        const left = intent.received - intent.refunded
        const decided = refund(intent, Math.max(1, Math.round(left * share)))
        if (!decided.intent) continue
        const made: Refund = {
          ...{ id: newId('re'), intentId: intent.id, chargeId: intent.chargeId },
          ...{ amount: decided.intent.refunded - intent.refunded, currency: intent.currency },
          ...{ reason: 'requested_by_customer', metadata: {}, created: seconds() },
          status: 'succeeded',
        }
        rows.push(intents.row(intent.id, decided.intent, orderId))
        rows.push(refunds.row(made.id, made, intent.id), refundRow(now, made))
        tell('refund.created', viewRefund(made))
      }
      return { rows, webhooks }
    },
    async openDispute(orderId: string): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const intent of await currentByRef(intents, orderId)) {
        const amount = intent.received - intent.refunded
        if (amount <= 0) continue
        const dispute: Dispute = {
          ...{ id: newId('dp'), chargeId: intent.chargeId, intentId: intent.id, amount },
          ...{ currency: intent.currency, created: seconds(), status: 'needs_response' },
          transactions: [{ amount: -amount, fee: disputeFee }],
        }
        rows.push(disputes.row(dispute.id, dispute, orderId))
        rows.push(disputeMoved(dispute, -amount, disputeFee))
        tell('charge.dispute.created', viewDispute(dispute))
        tell('charge.dispute.funds_withdrawn', viewDispute(dispute))
      }
      return { rows, webhooks }
    },
    async closeDispute(orderId: string, status: 'won' | 'lost'): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const dispute of await currentByRef(disputes, orderId)) {
        if (!isOpen(dispute)) continue
        const { amount } = dispute
        const returned = status === 'won' ? [{ amount, fee: 0 }] : []
        const closed = { ...dispute, status, transactions: [...dispute.transactions, ...returned] }
        rows.push(disputes.row(closed.id, closed, orderId))
        tell(
          'charge.dispute.closed',
          viewDispute({ ...closed, transactions: dispute.transactions }),
        )
        if (status === 'won') {
          rows.push(disputeMoved(closed, amount, 0))
          tell('charge.dispute.funds_reinstated', viewDispute(closed))
        }
      }
      return { rows, webhooks }
    },
    /** A dispute that was lost is decided again. */
    async appealDispute(orderId: string): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const dispute of await currentByRef(disputes, orderId)) {
        if (dispute.status !== 'lost') continue
        const appealed = { ...dispute, status: 'appeal_needs_response' } as const
        rows.push(disputes.row(appealed.id, appealed, orderId))
        tell('charge.dispute.updated', viewDispute(appealed))
      }
      return { rows, webhooks }
    },
    /** The authorisation ends by itself, as after seven days. */
    async expire(orderId: string): Promise<Happening> {
      const { rows, webhooks, tell } = start()
      for (const intent of await currentByRef(intents, orderId)) {
        const { intent: after } = cancel(intent, 'automatic', seconds())
        if (intent.status !== 'requires_capture' || !after) continue
        rows.push(intents.row(intent.id, after, orderId))
        tell('payment_intent.canceled', viewIntent(after))
      }
      return { rows, webhooks }
    },
  }
}
