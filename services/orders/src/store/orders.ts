import { type Db, firstIdAt, type Trx } from '@stoa/postgres'
import { type RawBuilder, sql } from 'kysely'
import { type AwaitedStep, awaitedStepOf } from '../awaited-step.ts'
import { waitsForOutsideMs } from '../deadline.ts'
import { isOpen, type Order, type OrderStatus } from '../order.ts'
import type { Database } from '../tables.ts'

/** Stores new orders: a part of a larger statement. */
export const insertOrders = (
  orders: readonly Order[],
  at: Date,
  deadline: Date,
): RawBuilder<unknown> => sql`
  insert into orders (order_id, customer_id, status, version, total_minor, currency,
    placed_at, updated_at, open, asked_at, deadline_at, awaited_step)
  select order_id, customer_id, 'placed', 1, total_minor, currency, ${at}, ${at}, true, ${at}, ${deadline}, awaited_step
  from unnest(
    ${orders.map(({ orderId }) => orderId)}::uuid[], ${orders.map(({ customerId }) => customerId)}::text[],
    ${orders.map(({ totalMinor }) => totalMinor)}::bigint[], ${orders.map(({ currency }) => currency)}::text[],
    ${orders.map(awaitedStepOf)}::text[]
  ) as u (order_id, customer_id, total_minor, currency, awaited_step)`

export interface LockedOrder {
  readonly orderId: string
  readonly version: number
  readonly judged: boolean
}

/** Locks orders in one order for all transactions that do. Unknown ids are left out. */
export async function lockRows(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<readonly LockedOrder[]> {
  const { rows } = await sql<LockedOrder>`
    select order_id as "orderId", version, judged from orders where order_id = any(${orderIds}::uuid[])
    order by order_id for update`.execute(trx)
  return rows
}

/** The columns of an order that do not follow from its state. */
export interface OrderColumns {
  readonly deadlineOf: (order: Order) => Date
  readonly isJudged: (order: Order) => boolean
}

/** Brings the read model up to these orders. */
export async function updateOrders(
  trx: Trx<Database>,
  orders: readonly Order[],
  at: Date,
  { deadlineOf, isJudged }: OrderColumns,
): Promise<void> {
  await sql`
    update orders o
    set status = u.status, version = u.version, open = u.open, updated_at = ${at},
      asked_at = ${at}, deadline_at = u.deadline_at, held_at = u.held_at, outside = u.outside,
      judged = o.judged or u.judged, awaited_step = u.awaited_step
    from unnest(
      ${orders.map(({ orderId }) => orderId)}::uuid[],
      ${orders.map(({ status }) => status)}::text[],
      ${orders.map(({ version }) => version)}::integer[],
      ${orders.map(isOpen)}::boolean[],
      ${orders.map(deadlineOf)}::timestamptz[],
      ${orders.map(({ hold }) => hold?.since ?? null)}::timestamptz[],
      ${orders.map((order) => isOpen(order) && waitsForOutsideMs(order) !== undefined)}::boolean[],
      ${orders.map(isJudged)}::boolean[],
      ${orders.map((order) => awaitedStepOf(order) ?? null)}::text[]
    ) as u (order_id, status, version, open, deadline_at, held_at, outside, judged, awaited_step)
    where o.order_id = u.order_id`.execute(trx)
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

/** The ids of orders whose deadline for a reply has passed. */
export async function overdueIds(db: Db<Database>, now: Date, limit: number): Promise<string[]> {
  const { rows } = await sql<{ order_id: string }>`
    select order_id from (
      select order_id, deadline_at from orders
      where open and not outside and held_at is null and deadline_at < ${now}
      union all
      select order_id, deadline_at from orders
      where outside_until < ${now} and held_at is null
    ) as overdue order by deadline_at limit ${limit}`.execute(db)
  return rows.map(({ order_id }) => order_id)
}

export interface OverdueOrder {
  readonly orderId: string
  /** When its pending commands were first sent. */
  readonly requestedAt: Date
}

/** Locks those of the orders that are still overdue and that no other replica is sweeping. */
export async function lockOverdue(
  trx: Trx<Database>,
  orderIds: readonly string[],
  now: Date,
): Promise<OverdueOrder[]> {
  const { rows } = await sql<OverdueOrder>`
    select order_id as "orderId", asked_at as "requestedAt" from orders
    where order_id = any(${orderIds}::uuid[]) and open and held_at is null and deadline_at < ${now}
    order by order_id for update skip locked`.execute(trx)
  return rows
}

interface Late {
  readonly placedAfter: Date
  readonly placedBefore: Date
  readonly limit: number
}

/** Marks placed orders as judged, each once over all replicas; returns how many. */
export async function judgeLate(
  db: Db<Database>,
  { placedAfter, placedBefore, limit }: Late,
): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with late as (
      select order_id from orders
      where open and not outside and status = 'placed' and not judged
        and order_id > ${firstIdAt(placedAfter)}::uuid and placed_at <= ${placedBefore}
      order by order_id limit ${limit} for update skip locked
    )
    update orders o set judged = true from late where o.order_id = late.order_id`.execute(db)
  return Number(numAffectedRows)
}

export async function postpone(
  db: Db<Database>,
  deadlines: readonly { readonly orderId: string; readonly at: Date }[],
): Promise<void> {
  await sql`update orders o set deadline_at = u.at
    from unnest(${deadlines.map(({ orderId }) => orderId)}::uuid[], ${deadlines.map(({ at }) => at)}::timestamptz[])
      as u (order_id, at) where o.order_id = u.order_id`.execute(db)
}

export interface OpenOrders {
  readonly status: OrderStatus
  readonly step: AwaitedStep
  readonly count: number
  readonly onHold: number
  readonly oldestSeconds: number
}

export async function countOpen(db: Db<Database>): Promise<OpenOrders[]> {
  const { rows } = await sql<OpenOrders>`
    select status, coalesce(awaited_step, 'other') as step, count(*) as count, count(held_at) as "onHold",
      extract(epoch from now() - min(updated_at))::float8 as "oldestSeconds"
    from orders where open group by 1, 2`.execute(db)
  return rows
}

export interface HeldOrder {
  readonly orderId: string
  readonly customerId: string
  readonly status: OrderStatus
  readonly heldAt: Date
}

/** Orders on hold, longest first. */
export async function heldOrders(db: Db<Database>, limit: number): Promise<HeldOrder[]> {
  const { rows } = await sql<HeldOrder>`
    select order_id as "orderId", customer_id as "customerId", status, held_at as "heldAt"
    from orders where held_at is not null order by held_at limit ${limit}`.execute(db)
  return rows
}
