import { afterCommit, type Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import { fold } from '../fold.ts'
import { isOpen, type Order } from '../order.ts'
import type { OrderEvent } from '../order-event.ts'
import type { Database } from '../tables.ts'
import type { StoredEvent } from '../upcast.ts'
import { recall, remember } from './recent.ts'

/** An order with what has become of it in this transaction. */
export interface Change {
  readonly before: Order
  after: Order
  readonly events: OrderEvent[]
}

interface EventRow {
  order_id: string
  type: string
  data: Record<string, unknown>
  at: Date
}

async function readOrders(trx: Trx<Database>, ids: readonly string[]): Promise<Order[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<EventRow>`
    select order_id, type, data, at from order_events
    where order_id = any(${ids}::uuid[]) order by order_id, version`.execute(trx)
  const byOrder = Map.groupBy(rows, ({ order_id }) => order_id)
  return [...byOrder].map(([orderId, events]: [string, StoredEvent[]]) => fold(orderId, events))
}

/** Locks the orders, in one order for all who do, and folds their events. Unknown ids are left out. */
export async function lockOrders(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Map<string, Change>> {
  const ids = [...new Set(orderIds)]
  const { rows } = await sql<{ order_id: string; version: number }>`
    select order_id, version from orders where order_id = any(${ids}::uuid[])
    order by order_id for update`.execute(trx)
  const known = rows.flatMap(({ order_id, version }) => recall(order_id, version) ?? [])
  const recalled = new Set(known.map(({ orderId }) => orderId))
  const unread = rows.map(({ order_id }) => order_id).filter((orderId) => !recalled.has(orderId))
  const orders = [...known, ...(await readOrders(trx, unread))]
  return new Map(
    orders.map((order) => [order.orderId, { before: order, after: order, events: [] }]),
  )
}

/** Appends the events and brings the read model up to them. */
export async function saveChanges(
  trx: Trx<Database>,
  changes: readonly Change[],
  at: Date,
  deadlineOf: (order: Order) => Date,
): Promise<void> {
  const changed = changes.filter(({ events }) => events.length > 0)
  if (changed.length === 0) return
  const events = changed.flatMap(({ before, events }) =>
    events.map((event, index) => ({
      orderId: before.orderId,
      version: before.version + index + 1,
      event,
    })),
  )
  await sql`
    insert into order_events (order_id, version, type, data, at)
    select u.order_id, u.version, u.type, u.data::json, ${at}
    from unnest(
      ${events.map(({ orderId }) => orderId)}::uuid[],
      ${events.map(({ version }) => version)}::integer[],
      ${events.map(({ event }) => event.type)}::text[],
      ${events.map(({ event }) => JSON.stringify(event.data))}::text[]
    ) as u (order_id, version, type, data)`.execute(trx)
  await sql`
    update orders o
    set status = u.status, version = u.version, open = u.open, updated_at = ${at},
      asked_at = ${at}, deadline_at = u.deadline_at
    from unnest(
      ${changed.map(({ after }) => after.orderId)}::uuid[],
      ${changed.map(({ after }) => after.status)}::text[],
      ${changed.map(({ after }) => after.version)}::integer[],
      ${changed.map(({ after }) => isOpen(after))}::boolean[],
      ${changed.map(({ after }) => deadlineOf(after))}::timestamptz[]
    ) as u (order_id, status, version, open, deadline_at)
    where o.order_id = u.order_id`.execute(trx)
  afterCommit(trx, () => remember(changed.map(({ after }) => after)))
}
