import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import { keyOf, type Received } from './received.ts'
import type { EventTables } from './tables.ts'

/** Longer than a batch takes at worst; a replica that stops while it retries an event holds it for so long. */
const leaseSeconds = 10

export const rowIdOf = ({ delivery }: Received): string =>
  delivery.aside ? delivery.id : `${delivery.id}/${delivery.index}`

async function insertParked(
  trx: Trx<EventTables>,
  items: readonly Received[],
  row: { readonly attempts: number; readonly reason: string; readonly delaySeconds: number },
): Promise<void> {
  await sql`
    insert into parked_events (id, key, type, payload, attempts, reason, due_at)
    select u.id, u.key, u.type, u.payload, ${row.attempts}, ${row.reason},
      now() + make_interval(secs => ${row.delaySeconds})
    from unnest(${items.map(rowIdOf)}::text[], ${items.map(keyOf)}::text[],
      ${items.map(({ message }) => message.type)}::text[],
      ${items.map(({ message }) => JSON.stringify(message))}::text[]) as u (id, key, type, payload)`.execute(
    trx,
  )
}

/** Parks an event that failed for the first time. */
export const parkFailed = (
  trx: Trx<EventTables>,
  item: Received,
  reason: string,
  delaySeconds: number,
): Promise<void> => insertParked(trx, [item], { attempts: 1, reason, delaySeconds })

/** Parks events that were never tried, because an earlier one with the same key is parked. */
export const parkBehind = (trx: Trx<EventTables>, items: readonly Received[]): Promise<void> =>
  insertParked(trx, items, {
    attempts: 0,
    reason: 'waits behind an earlier event with the same key',
    delaySeconds: 0,
  })

/** Whether any event is parked: part of a larger statement. */
export const anyParked = sql<boolean>`exists (select from parked_events)`
/** Whether a parked event is due: part of a larger statement. */
export const anyParkedIsDue = sql<boolean>`exists (select from parked_events where due_at <= now())`

/** Those of the keys that have a parked event. */
export async function findParkedKeys(
  trx: Trx<EventTables>,
  keys: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ key: string }>`
    select distinct key from parked_events where key = any(${keys}::text[])`.execute(trx)
  return new Set(rows.map(({ key }) => key))
}

/** Takes parked events out of the table in the transaction of their effect. Their row ids. */
export async function takeParked(
  trx: Trx<EventTables>,
  items: readonly Received[],
): Promise<readonly string[]> {
  if (items.length === 0) return []
  const { rows } = await sql<{ id: string }>`
    delete from parked_events where id = any(${items.map(rowIdOf)}::text[]) returning id`.execute(
    trx,
  )
  return rows.map(({ id }) => id)
}

export interface SetAside {
  readonly id: string
  readonly payload: string
  readonly attempts: number
}

/** Leases the events that are due and first of their key. */
export async function claimParked(db: Db<EventTables>, limit: number): Promise<SetAside[]> {
  const { rows } = await sql<SetAside>`
    with due as (
      select position from parked_events p
      where due_at <= now()
        and not exists (select from parked_events b where b.key = p.key and b.position < p.position)
      order by position limit ${limit} for update skip locked
    )
    update parked_events set due_at = now() + make_interval(secs => ${leaseSeconds})
    where position in (select position from due) returning id, payload, attempts`.execute(db)
  return rows
}

/** Puts the next retry off. */
export async function postponeParked(
  db: Db<EventTables>,
  id: string,
  next: { readonly attempts: number; readonly reason: string; readonly delaySeconds: number },
): Promise<void> {
  await sql`update parked_events set attempts = ${next.attempts}, reason = ${next.reason},
    due_at = now() + make_interval(secs => ${next.delaySeconds}) where id = ${id}`.execute(db)
}

/** Counts the attempts of a buried event to those that waited behind it: each of them is tried once. */
export async function countOn(trx: Trx<EventTables>, key: string, attempts: number): Promise<void> {
  await sql`update parked_events set attempts = ${attempts} where key = ${key} and attempts = 0`.execute(
    trx,
  )
}

export async function countParked(
  db: Db<EventTables>,
): Promise<{ count: number; oldestSeconds: number }> {
  const { rows } = await sql<{ count: number; oldest: number | null }>`
    select count(*) as count, extract(epoch from now() - min(parked_at))::float8 as oldest
    from parked_events`.execute(db)
  return { count: rows[0]?.count ?? 0, oldestSeconds: rows[0]?.oldest ?? 0 }
}
