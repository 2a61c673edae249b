import type { Happening } from '../settling/happening.ts'
import type { Collection, Store } from '../state/store.ts'
import type { ObjectRow } from '../state/writer.ts'
import type { Webhook } from '../webhooks/send.ts'
import { eventOf } from './api.ts'
import { listed, stripeEvents } from './events.ts'
import { type Intent, type Refund, settleCapture } from './intents.ts'
import { chargeRow, refundRow } from './transactions.ts'
import { viewEvent, viewIntent, viewRefund } from './view.ts'
import { listedWebhook } from './webhook.ts'

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

/** Settles the pending captures and the refunds of an order's payments, as the shopper's bank does after days. */
export async function settleStripe(
  { store, now, webhookSecret }: StripeSettling,
  orderId: string,
  outcome: 'succeed' | 'fail',
): Promise<Happening> {
  const intents: Collection<Intent> = store.collection('stripe_intent')
  const refunds: Collection<Refund> = store.collection('stripe_refund')
  const rows: ObjectRow[] = []
  const webhooks: Webhook[] = []
  const tell = (type: string, object: unknown) => {
    const event = viewEvent(type, object, Math.floor(now().getTime() / 1000))
    rows.push(stripeEvents(store).row(event.id, event, listed))
    webhooks.push(listedWebhook({ store, now, webhookSecret }, event))
  }
  for (const { id } of await intents.findByRef(orderId)) {
    const captured = (await intents.load(id)) && intents.now(id)
    const settled = captured && settleCapture(captured, outcome)
    const said = settled && eventOf(settled)
    if (settled && said) {
      rows.push(intents.row(id, settled, orderId))
      if (settled.status === 'succeeded') rows.push(chargeRow(now, settled))
      tell(said, viewIntent(settled))
    }
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
      tell(type, viewRefund(after))
    }
  }
  return { rows, webhooks }
}
