import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { Database } from '../tables.ts'

export interface WebhookEvent {
  readonly provider: Provider
  readonly eventId: string
  /** As the provider names it. */
  readonly type?: string
  /** JSON of the fields that are read of it, to record it again if that fails. */
  readonly payload?: string
}

const keyOf = ({ provider, eventId }: WebhookEvent) => `${provider} ${eventId}`

/** Records webhook events; the returned function tells which of them are new. */
export async function recordWebhooks(
  trx: Trx<Database>,
  events: readonly WebhookEvent[],
): Promise<(event: WebhookEvent) => boolean> {
  if (events.length === 0) return () => false
  const distinct = [...new Map(events.map((event) => [keyOf(event), event])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, event]) => event)
  const { rows } = await sql<WebhookEvent>`
    insert into webhook_events (provider, event_id)
    select * from unnest(${distinct.map(({ provider }) => provider)}::text[],
      ${distinct.map(({ eventId }) => eventId)}::text[])
    on conflict do nothing returning provider, event_id as "eventId"`.execute(trx)
  const fresh = new Set(rows.map(keyOf))
  return (event) => fresh.has(keyOf(event))
}

/** Which of these events of a provider have been recorded. */
export async function findWebhooks(
  db: Db<Database>,
  provider: Provider,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ eventId: string }>`
    select event_id as "eventId" from webhook_events
    where provider = ${provider} and event_id = any(${[...eventIds]}::text[])`.execute(db)
  return new Set(rows.map(({ eventId }) => eventId))
}

/** Deletes events that are too old to be sent again. */
export async function pruneWebhooks(db: Db<Database>): Promise<void> {
  await sql`delete from webhook_events where received_at < now() - interval '7 days'`.execute(db)
}
