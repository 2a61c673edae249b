import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import { fold } from '../fold.ts'
import type { Order } from '../order.ts'
import type { Database } from '../tables.ts'
import type { StoredEvent } from '../upcast.ts'

export async function findOrder(
  db: Db<Database>,
  orderId: string,
): Promise<{ order: Order; history: readonly StoredEvent[] } | undefined> {
  const { rows } = await sql<StoredEvent>`
    select type, data, at from order_events where order_id = ${orderId} order by version`.execute(
    db,
  )
  return rows.length === 0 ? undefined : { order: fold(orderId, rows), history: rows }
}

export interface OrderRow {
  readonly orderId: string
  readonly status: string
  readonly totalMinor: number
  readonly currency: string
  readonly placedAt: Date
}

/** A customer's orders, newest first (ids are time-ordered), before the one that the cursor names. */
export async function ordersOf(
  db: Db<Database>,
  customerId: string,
  page: { before?: string | undefined; limit: number },
): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    select order_id as "orderId", status, total_minor as "totalMinor", currency, placed_at as "placedAt"
    from orders where customer_id = ${customerId}
      and order_id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
    order by order_id desc limit ${page.limit}`.execute(db)
  return rows
}

export interface StatusChange {
  readonly position: number
  readonly orderId: string
  readonly status: string
  readonly at: Date
}

/**
 * Changes of status after a position, oldest first. Positions are given before commit, so only
 * transactions older than every one still running are read: none can appear behind the cursor.
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

/** Orders that nobody answered in time; other replicas take others. */
export async function overdueOrders(
  trx: Trx<Database>,
  now: Date,
  limit: number,
): Promise<{ order_id: string; asked_at: Date }[]> {
  const { rows } = await sql<{ order_id: string; asked_at: Date }>`
    select order_id, asked_at from orders where open and deadline_at < ${now}
    order by order_id limit ${limit} for update skip locked`.execute(trx)
  return rows
}

export async function postpone(
  trx: Trx<Database>,
  deadlines: readonly { orderId: string; at: Date }[],
): Promise<void> {
  await sql`update orders o set deadline_at = u.at
    from unnest(${deadlines.map(({ orderId }) => orderId)}::uuid[], ${deadlines.map(({ at }) => at)}::timestamptz[])
      as u (order_id, at) where o.order_id = u.order_id`.execute(trx)
}

export async function openOrders(
  db: Db<Database>,
): Promise<{ status: string; n: number; oldest: number }[]> {
  const { rows } = await sql<{ status: string; n: number; oldest: number }>`
    select status, count(*) as n, extract(epoch from now() - min(updated_at))::float8 as oldest
    from orders where open group by status`.execute(db)
  return rows
}
