import type { Outcome } from '../faults/perform.ts'
import type { Collection, Store } from '../state/store.ts'
import { type Form, textOf, textsOf } from './form.ts'
import type { viewEvent } from './view.ts'

export type StripeEvent = ReturnType<typeof viewEvent>

/** Listed events have this reference: those about money that a request did not settle. */
export const listed = 'listed'

export const stripeEvents = (store: Store): Collection<StripeEvent> =>
  store.collection('stripe_event')

/** `GET /v1/events` by type, time and whether each webhook was accepted, the newest first. */
export async function listEvents(store: Store, form: Form): Promise<Outcome> {
  const types = Object.values(textsOf(form.types))
  const { gte = 0, lte = Number.POSITIVE_INFINITY } = textsOf(form.created)
  const [since, until] = [Number(gte), Number(lte)]
  const delivered = textOf(form.delivery_success)
  const found = await stripeEvents(store).findByRef(listed)
  const matching = found
    .filter(({ created }) => since <= created && created <= until)
    .filter(({ type }) => types.length === 0 || types.includes(type))
    .filter(({ pending_webhooks: pending }) => !delivered || delivered === `${pending === 0}`)
    .toReversed()
  const after = matching.findIndex(({ id }) => id === textOf(form.starting_after)) + 1
  const data = matching.slice(after, after + Number(textOf(form.limit) ?? 10))
  const more = after + data.length < matching.length
  const body = { object: 'list', url: '/v1/events', has_more: more, data }
  return { reply: { status: 200, body: JSON.stringify(body) } }
}
