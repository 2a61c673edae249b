import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { Database } from '../tables.ts'
import type { WebhookEvent } from './webhooks.ts'

/** Notes an event that could not be recorded, or that it failed once more. */
export async function saveFailing(
  db: Db<Database>,
  { provider, eventId }: WebhookEvent,
  reason: string,
): Promise<void> {
  await sql`
    insert into failing_events (provider, event_id, reason) values (${provider}, ${eventId}, ${reason})
    on conflict (provider, event_id) do update set reason = excluded.reason, attempts = failing_events.attempts + 1`.execute(
    db,
  )
}

export interface FailingEvent {
  readonly eventId: string
  /** When it failed first. */
  readonly failedAt: Date
}

/** Forgets the events of a provider that were recorded since they failed. */
export async function forgetRecorded(db: Db<Database>, provider: Provider): Promise<void> {
  await sql`
    delete from failing_events f using webhook_events w
    where f.provider = ${provider} and w.provider = f.provider and w.event_id = f.event_id`.execute(
    db,
  )
}

/** The events of a provider that are still to be recorded, the oldest first. */
export async function findFailing(db: Db<Database>, provider: Provider): Promise<FailingEvent[]> {
  const { rows } = await sql<FailingEvent>`
    select event_id as "eventId", failed_at as "failedAt" from failing_events
    where provider = ${provider} order by failed_at`.execute(db)
  return rows
}

/** How long the event that failed first has failed; 0 when none does. */
export async function oldestFailingSeconds(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(failed_at))::float8 as seconds from failing_events`.execute(
    db,
  )
  return rows[0]?.seconds ?? 0
}
