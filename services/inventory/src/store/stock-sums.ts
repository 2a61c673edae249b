import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface StockSums {
  readonly on_hand: number
  readonly reserved: number
  readonly sold: number
  readonly stockOuts: number
}

/** Pieces over all SKUs and warehouses, and the number of SKUs without a piece on hand. */
export async function sumStock(db: Db<Database>): Promise<StockSums> {
  const { rows } = await sql<StockSums>`
    with skus as (
      select sum(on_hand) as on_hand, sum(reserved) as reserved, sum(sold) as sold from stock group by sku
    )
    select coalesce(sum(on_hand), 0)::bigint as on_hand, coalesce(sum(reserved), 0)::bigint as reserved,
      coalesce(sum(sold), 0)::bigint as sold, count(*) filter (where on_hand = 0) as "stockOuts"
    from skus`.execute(db)
  return rows[0] ?? { on_hand: 0, reserved: 0, sold: 0, stockOuts: 0 }
}

/** Rows of stock that the table's constraints forbid: below zero, or with more or fewer pieces than were received. */
export async function countOversold(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from stock
    where least(on_hand, reserved, sold) < 0 or received <> on_hand + reserved + sold`.execute(db)
  return rows[0]?.n ?? 0
}
