import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { Database } from '../tables.ts'
import type { WebhookEvent } from './webhooks.ts'

/** An event that names its payment by the provider's reference alone. */
export interface UnmatchedEvent extends WebhookEvent {
  readonly paymentRef: string
}

/** Keeps events of references that no payment has yet. */
export async function saveUnmatched(
  trx: Trx<Database>,
  events: readonly UnmatchedEvent[],
): Promise<void> {
  if (events.length === 0) return
  const of = (pick: (one: UnmatchedEvent) => string | undefined) =>
    events.map((one) => pick(one) ?? '')
  await sql`
    insert into unmatched_events (provider, event_id, payment_ref, type, payload)
    select * from unnest(${of(({ provider }) => provider)}::text[], ${of(({ eventId }) => eventId)}::text[],
      ${of(({ paymentRef }) => paymentRef)}::text[], ${of(({ type }) => type)}::text[],
      ${of(({ payload }) => payload)}::text[])
    on conflict do nothing`.execute(trx)
}

export interface MatchedEvent {
  readonly eventId: string
  readonly type: string
  readonly payload: string
}

/** The kept events of a provider whose payments are known by now, the oldest first. */
export async function findMatched(
  db: Db<Database>,
  provider: Provider,
  limit: number,
): Promise<MatchedEvent[]> {
  const { rows } = await sql<MatchedEvent>`
    select event_id as "eventId", type, payload from unmatched_events u
    where provider = ${provider} and exists (
      select from payments p where p.provider_ref = u.payment_ref and p.provider = u.provider)
    order by received_at limit ${limit}`.execute(db)
  return rows
}

/** Which of these events of a provider are kept until their payments are known. */
export async function findUnmatched(
  db: Db<Database>,
  provider: Provider,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ eventId: string }>`
    select event_id as "eventId" from unmatched_events
    where provider = ${provider} and event_id = any(${[...eventIds]}::text[])`.execute(db)
  return new Set(rows.map(({ eventId }) => eventId))
}

/** Forgets the events of a provider that were recorded since. */
export async function forgetMatched(db: Db<Database>, provider: Provider): Promise<void> {
  await sql`
    delete from unmatched_events u using webhook_events w
    where u.provider = ${provider} and w.provider = u.provider and w.event_id = u.event_id`.execute(
    db,
  )
}

/** Forgets one that is kept among the failing events instead, or tells of nothing. */
export async function forgetUnmatched(
  db: Db<Database>,
  provider: Provider,
  eventId: string,
): Promise<void> {
  await sql`
    delete from unmatched_events where provider = ${provider} and event_id = ${eventId}`.execute(db)
}

/** Deletes events of payments that are not ours: the account at the provider has others. */
export async function pruneUnmatched(db: Db<Database>): Promise<void> {
  await sql`delete from unmatched_events where received_at < now() - interval '30 days'`.execute(db)
}
