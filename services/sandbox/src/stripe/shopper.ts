import type { Happening } from '../settling/happening.ts'
import type { Collection } from '../state/store.ts'
import { eventOf } from './api.ts'
import { listed, stripeEvents } from './events.ts'
import { authenticate, type Intent } from './intents.ts'
import type { StripeSettling } from './settle.ts'
import { viewEvent, viewIntent } from './view.ts'
import { stripeWebhook } from './webhook.ts'

/** The card's owner passes or fails the bank's check of an order's payment (3-D Secure). */
export async function authenticateStripe(
  { store, now, webhookSecret }: StripeSettling,
  orderId: string,
  passed: boolean,
): Promise<Happening> {
  const intents: Collection<Intent> = store.collection('stripe_intent')
  for (const { id } of await intents.findByRef(orderId)) {
    const intent = (await intents.load(id)) && intents.now(id)
    const after = intent && authenticate(intent, passed)
    const type = after && eventOf(after)
    if (!after || !type) continue
    const event = viewEvent(type, viewIntent(after), Math.floor(now().getTime() / 1000))
    return {
      rows: [intents.row(id, after, orderId), stripeEvents(store).row(event.id, event, listed)],
      webhooks: [stripeWebhook(() => event, webhookSecret, now)],
    }
  }
  return { rows: [], webhooks: [] }
}
