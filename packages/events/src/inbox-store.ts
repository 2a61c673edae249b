import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { EventTables } from './tables.ts'

/** Longer than a stream keeps a message, so that none is handled twice. */
const keepMinutes = 120

export const pruneInbox = (db: Db<EventTables>) =>
  sql`delete from inbox where received_at < now() - make_interval(mins => ${keepMinutes})`.execute(
    db,
  )

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
