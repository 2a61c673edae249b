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
}

/**
 * Changes of status after a position, oldest first. A position is given before its transaction commits, so only changes
 * older than every running transaction are read: none can appear behind the cursor.
 */
export async function statusChanges(
  db: Db<Database>,
  after: number,
  limit: number,
): Promise<StatusChange[]> {
  const { rows } = await sql<StatusChange>`
    select position, order_id as "orderId", substr(type, 7) as status, at from order_events
    where position > ${after} and xid < pg_snapshot_xmin(pg_current_snapshot())
      and type in ('order.confirmed', 'order.shipped', 'order.cancelled')
    order by position limit ${limit}`.execute(db)
  return rows
}

export async function lastPosition(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ last: number | null }>`
    select coalesce(pg_sequence_last_value(pg_get_serial_sequence('order_events', 'position')), 0) as last`.execute(
    db,
  )
  return rows[0]?.last ?? 0
}
