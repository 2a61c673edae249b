import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { Database } from '../tables.ts'
import type { WebhookEvent } from './webhooks.ts'

/** With the pauses between them, an event is tried for three days. */
const attemptsAtMost = 20
const firstPauseSeconds = 60
const longestPauseSeconds = 6 * 3_600

/** Of an error's message: what can be stored, and is shown. */
const storable = (reason: string): string => reason.replaceAll('\u0000', '').slice(0, 500)

/** Keeps an event that could not be read or recorded, or notes that it failed once more. */
export async function saveFailing(
  db: Db<Database>,
  { provider, eventId, type, payload }: WebhookEvent,
  error: string,
): Promise<void> {
  const reason = storable(error)
  await sql`
    insert into failing_events (provider, event_id, type, payload, reason, due_at)
    values (${provider}, ${eventId}, ${type ?? null}, ${payload ?? null}, ${reason}, now() + make_interval(secs => ${firstPauseSeconds}))
    on conflict (provider, event_id) do update set
      type = coalesce(excluded.type, failing_events.type),
      payload = coalesce(excluded.payload, failing_events.payload),
      reason = excluded.reason,
      attempts = failing_events.attempts + 1,
      due_at = case when failing_events.attempts + 1 >= ${attemptsAtMost} then 'infinity' else now() + make_interval(
        secs => least(${longestPauseSeconds}, ${firstPauseSeconds} * 2 ^ failing_events.attempts)) end
      where failing_events.discarded_at is null`.execute(db)
}

export interface KeptEvent {
  readonly eventId: string
  readonly type: string | null
  /** Null where its form could not be read, or an earlier release noted it. */
  readonly payload: string | null
}

/** The failing events of a provider that are due, the one that waited longest first. */
export async function findDueFailing(
  db: Db<Database>,
  provider: Provider,
  limit: number,
): Promise<KeptEvent[]> {
  const { rows } = await sql<KeptEvent>`
    select event_id as "eventId", type, payload from failing_events
    where provider = ${provider} and due_at <= now() and discarded_at is null
    order by due_at limit ${limit}`.execute(db)
  return rows
}

/** Which of these events of a provider are kept because they fail, or were discarded. */
export async function findFailing(
  db: Db<Database>,
  provider: Provider,
  eventIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ eventId: string }>`
    select event_id as "eventId" from failing_events
    where provider = ${provider} and event_id = any(${[...eventIds]}::text[])`.execute(db)
  return new Set(rows.map(({ eventId }) => eventId))
}

/** Forgets the events of a provider that were recorded since they failed, or wait until their payments are known. */
export async function forgetRecorded(db: Db<Database>, provider: Provider): Promise<void> {
  await sql`
    delete from failing_events f where provider = ${provider} and discarded_at is null and (
      exists (select from webhook_events w where w.provider = f.provider and w.event_id = f.event_id)
      or exists (select from unmatched_events u where u.provider = f.provider and u.event_id = f.event_id))`.execute(
    db,
  )
}

/** Forgets an event that was recorded, waits until its payment is known, or tells of nothing. */
export async function forgetFailing(
  db: Db<Database>,
  provider: Provider,
  eventId: string,
): Promise<void> {
  await sql`
    delete from failing_events where provider = ${provider} and event_id = ${eventId}`.execute(db)
}

/** Has every failing event tried once more, also after its last attempt: a later release may be able to record it. */
export async function retryFailing(db: Db<Database>): Promise<void> {
  await sql`update failing_events set due_at = now() where discarded_at is null`.execute(db)
}

export interface ListedFailing {
  readonly provider: Provider
  readonly eventId: string
  readonly type: string | null
  readonly reason: string
  readonly attempts: number
  readonly since: Date
  /** Null after the last attempt. */
  readonly nextAttemptAt: Date | null
}

const listed = sql.raw(`provider, event_id as "eventId", type, reason, attempts, failed_at as since,
  case when isfinite(due_at) then due_at end as "nextAttemptAt"`)

/** The events that could not be read or recorded, the oldest first. */
export async function listFailing(db: Db<Database>, limit: number): Promise<ListedFailing[]> {
  const { rows } = await sql<ListedFailing>`
    select ${listed} from failing_events where discarded_at is null
    order by failed_at, event_id limit ${limit}`.execute(db)
  return rows
}

export interface Discard {
  readonly provider: Provider
  readonly eventId: string
  readonly reason: string
  readonly by: string
}

export interface DiscardedEvent extends ListedFailing {
  readonly discardedAt: Date
}

/** Ends a failing event; keeps who ended it first, and why. Undefined: there is none. An earlier release never tries it at `infinity`. */
export async function markDiscarded(
  db: Db<Database>,
  { provider, eventId, reason, by }: Discard,
): Promise<DiscardedEvent | undefined> {
  const { rows } = await sql<DiscardedEvent>`
    update failing_events set discarded_at = coalesce(discarded_at, now()),
      discarded_by = coalesce(discarded_by, ${by}), discarded_reason = coalesce(discarded_reason, ${reason}),
      payload = null, due_at = 'infinity'
    where provider = ${provider} and event_id = ${eventId}
    returning ${listed}, discarded_at as "discardedAt"`.execute(db)
  return rows[0]
}

export const failingStates = ['retried', 'given_up'] as const

export async function countFailing(
  db: Db<Database>,
): Promise<Readonly<Record<(typeof failingStates)[number], number>>> {
  const { rows } = await sql<{ retried: number; given_up: number }>`
    select count(*) filter (where isfinite(due_at)) as retried,
      count(*) filter (where not isfinite(due_at)) as given_up
    from failing_events where discarded_at is null`.execute(db)
  return rows[0] ?? { retried: 0, given_up: 0 }
}

/** Deletes events that have failed for 30 days, while ProviderEventsFailing fired; those that were discarded stay. */
export async function pruneFailing(db: Db<Database>): Promise<void> {
  await sql`
    delete from failing_events
    where failed_at < now() - interval '30 days' and discarded_at is null`.execute(db)
}
