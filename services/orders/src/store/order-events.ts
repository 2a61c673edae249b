import type { Db, Trx } from '@stoa/postgres'
import { type RawBuilder, sql } from 'kysely'
import type { OrderEvent, OrderPlaced } from '../order-event.ts'
import type { Database } from '../tables.ts'
import type { StoredEvent } from '../upcast.ts'

export interface FirstEvent {
  readonly orderId: string
  readonly placed: OrderPlaced['data']
}

/** Stores the first events of new orders: a part of a larger statement. */
export const insertFirstEvents = (
  events: readonly FirstEvent[],
  at: Date,
): RawBuilder<unknown> => sql`
  insert into order_events (order_id, version, type, data, at)
  select order_id, 1, 'order.placed', placed::json, ${at} from unnest(
    ${events.map(({ orderId }) => orderId)}::uuid[],
    ${events.map(({ placed }) => JSON.stringify(placed))}::text[]
  ) as u (order_id, placed)`

export interface NextEvent {
  readonly orderId: string
  readonly version: number
  readonly event: OrderEvent
}

export async function appendEvents(
  trx: Trx<Database>,
  events: readonly NextEvent[],
  at: Date,
): Promise<void> {
  await sql`
    insert into order_events (order_id, version, type, data, at)
    select u.order_id, u.version, u.type, u.data::json, ${at}
    from unnest(
      ${events.map(({ orderId }) => orderId)}::uuid[],
      ${events.map(({ version }) => version)}::integer[],
      ${events.map(({ event }) => event.type)}::text[],
      ${events.map(({ event }) => JSON.stringify(event.data))}::text[]
    ) as u (order_id, version, type, data)`.execute(trx)
}

/** The events of each order, oldest first. */
export async function readEvents(
  db: Db<Database>,
  orderIds: readonly string[],
): Promise<Map<string, readonly StoredEvent[]>> {
  if (orderIds.length === 0) return new Map()
  const { rows } = await sql<StoredEvent & { order_id: string }>`
    select order_id, type, data, at from order_events
    where order_id = any(${orderIds}::uuid[]) order by order_id, version`.execute(db)
  return Map.groupBy(rows, ({ order_id }) => order_id)
}

export interface StatusChange {
  readonly position: number
  readonly orderId: string
  readonly status: string
  readonly at: Date
  /** Where the feed goes on after this change. */
  readonly cursor: string
}

const cursorOf = sql.raw("xid::text || '-' || position")

/**
 * Changes of status after a cursor, in the order of their transactions. Only transactions older than every running one are
 * read, and transactions that begin later get higher ids: no change can appear behind the cursor. Positions alone would not
 * do: an older transaction may store a higher position than a younger one that commits after it.
 */
export async function statusChanges(
  db: Db<Database>,
  after: string,
  limit: number,
): Promise<StatusChange[]> {
  const [xid, position] = after.split('-')
  const { rows } = await sql<StatusChange>`
    select position, order_id as "orderId", substr(type, 7) as status, at, ${cursorOf} as cursor from order_events
    where (xid, position) > (${xid}::xid8, ${position}::bigint) and xid < pg_snapshot_xmin(pg_current_snapshot())
      and type in ('order.confirmed', 'order.ready', 'order.shipped', 'order.cancelled')
    order by xid, position limit ${limit}`.execute(db)
  return rows
}

/** The cursor before every change that is not readable yet. */
export async function currentCursor(db: Db<Database>): Promise<string> {
  const { rows } = await sql<{ cursor: string }>`
    select pg_snapshot_xmin(pg_current_snapshot())::text || '-0' as cursor`.execute(db)
  return rows[0]?.cursor ?? '0-0'
}
