import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Allocation } from '../allocate.ts'
import type { Held } from '../reserve-all.ts'
import type { StockLevel, StockRow } from '../stock.ts'
import type { Database } from '../tables.ts'

// To prevent deadlocks every transaction locks stock in the order of SKU and warehouse.

export async function lockStock(
  trx: Trx<Database>,
  skus: readonly string[],
): Promise<StockLevel[]> {
  if (skus.length === 0) return []
  const { rows } = await sql<StockLevel>`
    select sku, warehouse, on_hand as "onHand" from stock
    where sku = any(${skus}::text[]) order by sku, warehouse for update`.execute(trx)
  return rows
}

/** Writes the reservation lines of held orders and moves their `totals` from on hand to reserved. */
export async function holdStock(
  trx: Trx<Database>,
  held: readonly Held[],
  totals: readonly Allocation[],
): Promise<void> {
  if (held.length === 0) return
  const lines = held.flatMap(({ orderId, allocations }) =>
    allocations.map((allocation) => ({ orderId, ...allocation })),
  )
  await sql`
    with lines as (
      insert into reservation_lines (order_id, sku, warehouse, quantity)
      select * from unnest(
        ${lines.map(({ orderId }) => orderId)}::uuid[],
        ${lines.map(({ sku }) => sku)}::text[],
        ${lines.map(({ warehouse }) => warehouse)}::text[],
        ${lines.map(({ quantity }) => quantity)}::bigint[]
      )
    )
    update stock s set on_hand = s.on_hand - d.quantity, reserved = s.reserved + d.quantity
    from unnest(
      ${totals.map(({ sku }) => sku)}::text[],
      ${totals.map(({ warehouse }) => warehouse)}::text[],
      ${totals.map(({ quantity }) => quantity)}::bigint[]
    ) as d (sku, warehouse, quantity)
    where s.sku = d.sku and s.warehouse = d.warehouse`.execute(trx)
}

/** The totals that the orders hold of each SKU in each warehouse; locks those rows of stock. */
async function lockReserved(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Allocation[]> {
  const { rows } = await sql<Allocation>`
    select s.sku, s.warehouse, h.quantity
    from (
      select sku, warehouse, sum(quantity)::bigint as quantity from reservation_lines
      where order_id = any(${orderIds}::uuid[]) group by sku, warehouse
    ) h
    join stock s on s.sku = h.sku and s.warehouse = h.warehouse
    order by s.sku, s.warehouse for update of s`.execute(trx)
  return rows
}

/** Moves the pieces of reservations that are sold or lost back to on hand. */
export async function moveSoldToOnHand(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<void> {
  const gone = await lockReserved(trx, orderIds)
  await sql`
    update stock s set sold = s.sold - d.quantity, on_hand = s.on_hand + d.quantity
    from unnest(
      ${gone.map(({ sku }) => sku)}::text[],
      ${gone.map(({ warehouse }) => warehouse)}::text[],
      ${gone.map(({ quantity }) => quantity)}::bigint[]
    ) as d (sku, warehouse, quantity)
    where s.sku = d.sku and s.warehouse = d.warehouse`.execute(trx)
}

/** Moves the stock that held reservations hold from reserved to on hand or to sold. */
export async function moveReserved(
  trx: Trx<Database>,
  orderIds: readonly string[],
  to: 'on_hand' | 'sold',
): Promise<void> {
  const held = await lockReserved(trx, orderIds)
  await sql`
    update stock s set
      reserved = s.reserved - d.quantity,
      on_hand = s.on_hand + case when ${to} = 'on_hand' then d.quantity else 0 end,
      sold = s.sold + case when ${to} = 'sold' then d.quantity else 0 end
    from unnest(
      ${held.map(({ sku }) => sku)}::text[],
      ${held.map(({ warehouse }) => warehouse)}::text[],
      ${held.map(({ quantity }) => quantity)}::bigint[]
    ) as d (sku, warehouse, quantity)
    where s.sku = d.sku and s.warehouse = d.warehouse`.execute(trx)
}

interface OrderAllocation extends Allocation {
  readonly orderId: string
}

/** The pieces of each order, with what is on hand in their warehouses; locks those rows of stock. */
export async function lockLines(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<{ lines: OrderAllocation[]; stock: StockLevel[] }> {
  const { rows: lines } = await sql<OrderAllocation>`
    select order_id as "orderId", sku, warehouse, quantity from reservation_lines
    where order_id = any(${orderIds}::uuid[])`.execute(trx)
  return { lines, stock: await lockStock(trx, [...new Set(lines.map(({ sku }) => sku))]) }
}

/** Moves pieces that were counted back from on hand to sold. */
export async function moveOnHandToSold(
  trx: Trx<Database>,
  lost: readonly Allocation[],
): Promise<void> {
  await sql`
    update stock s set on_hand = s.on_hand - d.quantity, sold = s.sold + d.quantity
    from (
      select sku, warehouse, sum(quantity)::bigint as quantity from unnest(
        ${lost.map(({ sku }) => sku)}::text[],
        ${lost.map(({ warehouse }) => warehouse)}::text[],
        ${lost.map(({ quantity }) => quantity)}::bigint[]
      ) as l (sku, warehouse, quantity) group by sku, warehouse
    ) as d where s.sku = d.sku and s.warehouse = d.warehouse`.execute(trx)
}

export async function readStock(db: Db<Database>, skus: readonly string[]): Promise<StockRow[]> {
  const { rows } = await sql<StockRow>`
    select sku, warehouse, received, on_hand as "onHand", reserved, sold from stock
    where sku = any(${skus}::text[]) order by sku, warehouse`.execute(db)
  return rows
}

export async function addToStock(
  trx: Trx<Database>,
  warehouse: string,
  lines: readonly { sku: string; quantity: number }[],
): Promise<void> {
  await sql`
    insert into stock as s (sku, warehouse, received, on_hand)
    select sku, ${warehouse}, quantity, quantity from unnest(
      ${lines.map(({ sku }) => sku)}::text[],
      ${lines.map(({ quantity }) => quantity)}::bigint[]
    ) as d (sku, quantity) order by sku collate "C"
    on conflict (sku, warehouse) do update
    set received = s.received + excluded.received, on_hand = s.on_hand + excluded.on_hand`.execute(
    trx,
  )
}
