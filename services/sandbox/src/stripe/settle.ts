import type { Happening } from '../settling/happening.ts'
import type { Collection, Store } from '../state/store.ts'
import type { ObjectRow } from '../state/writer.ts'
import type { Webhook } from '../webhooks/send.ts'
import { listed, stripeEvents } from './events.ts'
import type { Intent, Refund } from './intents.ts'
import { refundRow } from './transactions.ts'
import { viewEvent, viewRefund } from './view.ts'
import { stripeWebhook } from './webhook.ts'

export interface StripeSettling {
  readonly store: Store
  readonly now: () => Date
  readonly webhookSecret: string
}

/** A pending refund succeeds or fails; one that was made can still fail. */
function statusAfter({ status = 'succeeded' }: Refund, outcome: 'succeed' | 'fail') {
  if (outcome === 'fail') return status === 'failed' ? undefined : 'failed'
  return status === 'pending' ? 'succeeded' : undefined
}

/** Settles the refunds of an order's payments, as the shopper's bank does after days. */
export async function settleStripe(
  { store, now, webhookSecret }: StripeSettling,
  orderId: string,
  outcome: 'succeed' | 'fail',
): Promise<Happening> {
  const intents: Collection<Intent> = store.collection('stripe_intent')
  const refunds: Collection<Refund> = store.collection('stripe_refund')
  const rows: ObjectRow[] = []
  const webhooks: Webhook[] = []
  for (const { id } of await intents.findByRef(orderId)) {
    for (const refund of await refunds.findByRef(id)) {
      const status = statusAfter(refund, outcome)
      const intent = (await intents.load(id)) && intents.now(id)
      if (!status || !intent) continue
      const after: Refund = { ...refund, status }
      rows.push(refunds.row(after.id, after))
      if (status === 'succeeded') rows.push(refundRow(now, after))
      else if (refund.status !== 'pending') rows.push(refundRow(now, after, true))
      if (status === 'failed') {
        const refunded = intent.refunded - refund.amount
        rows.push(intents.row(id, { ...intent, refunded }, orderId))
      }
      const type = status === 'failed' ? 'refund.failed' : 'refund.updated'
      const event = viewEvent(type, viewRefund(after), Math.floor(now().getTime() / 1000))
      rows.push(stripeEvents(store).row(event.id, event, listed))
      webhooks.push(stripeWebhook(() => event, webhookSecret, now))
    }
  }
  return { rows, webhooks }
}
