import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { EventTables } from './tables.ts'

/** Longer than a stream keeps a message, so that none is handled twice. */
const keepMinutes = 120

/**
 * Deletes what is old, unless nothing was received for some minutes after it: then the service was down, or the
 * database was restored or promoted, and what it had handled before is published again.
 */
export const pruneInbox = (db: Db<EventTables>) =>
  sql`
    with kept as (select now() - make_interval(mins => ${keepMinutes}) as since)
    delete from inbox using kept where received_at < since and exists (
      select from inbox where received_at >= since and received_at < since + interval '5 minutes'
    )`.execute(db)

export async function countDeadLetters(db: Db<EventTables>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from dead_letters where state = 'buried'`.execute(db)
  return rows[0]?.n ?? 0
}

/** How many rows the inbox has, as of its last vacuum or analysis: counting them would read the whole table. */
export async function estimateInbox(db: Db<EventTables>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select greatest(reltuples, 0)::float8 as n from pg_class where oid = 'inbox'::regclass`.execute(
    db,
  )
  return rows[0]?.n ?? 0
}
