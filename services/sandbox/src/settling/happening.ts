import type { Collection } from '../state/store.ts'
import type { ObjectRow } from '../state/writer.ts'
import type { Webhook } from '../webhooks/send.ts'

/** What happens at a provider without a request of the shop: the rows to write, and the webhooks that tell of it. */
export interface Happening {
  readonly rows: readonly ObjectRow[]
  readonly webhooks: readonly Webhook[]
}

/** Collects what happens; `say` adds an event to the provider's list and to the webhooks. */
export function startHappening<Event extends { readonly id: string }>(
  events: Collection<Event>,
  webhookOf: (event: Event) => Webhook,
) {
  const rows: ObjectRow[] = []
  const webhooks: Webhook[] = []
  const say = (event: Event) => {
    rows.push(events.row(event.id, event, 'listed'))
    webhooks.push(webhookOf(event))
  }
  return { rows, webhooks, say }
}

/** The current state of each object of an order. */
export async function currentByRef<Body extends { readonly id: string }>(
  collection: Collection<Body>,
  ref: string,
): Promise<Body[]> {
  const found = await collection.findByRef(ref)
  for (const { id } of found) await collection.load(id)
  return found.flatMap(({ id }) => collection.now(id) ?? [])
}
