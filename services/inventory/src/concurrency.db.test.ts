import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import {
  openTestInventory,
  orderShippedEvent,
  releaseCommand,
  reserveCommand,
  type TestInventory,
} from './testing.ts'
import { release } from './use-cases/release.ts'
import { reserve } from './use-cases/reserve.ts'
import { sell } from './use-cases/sell.ts'

let inventory: TestInventory
beforeAll(async () => {
  inventory = await openTestInventory(process.env.TEST_POSTGRES)
})
beforeEach(() => inventory.reset())
afterAll(() => inventory.close())

it('concurrent batches over the same SKUs neither oversell nor deadlock', async () => {
  await inventory.receive('east', ['A', 60], ['B', 200], ['C', 200])
  await inventory.receive('west', ['A', 40])
  const batches = Array.from({ length: 8 }, (_, batch) =>
    Array.from({ length: 32 }, (_, index) =>
      (batch + index) % 2
        ? reserveCommand(randomUUID(), ['A', 1], ['B', 1])
        : reserveCommand(randomUUID(), ['C', 1], ['A', 1]),
    ),
  )
  await Promise.all(batches.map((batch) => reserve(inventory.deps, batch)))
  const rows = await inventory.stock()
  expect(rows.filter(([sku]) => sku === 'A')).toEqual([
    ['A', 'east', 0, 60, 0],
    ['A', 'west', 0, 40, 0],
  ])
  const replies = (await inventory.announced()).map(({ type }) => type)
  expect(replies.filter((type) => type === 'inventory.reserved')).toHaveLength(100)
  expect(replies.filter((type) => type === 'inventory.rejected')).toHaveLength(156)
})

/** Pieces that are reserved or sold according to the stock, and according to the reservations. */
const heldAndSold = async () => {
  const { rows } = await sql<{ stock: number; reservations: number }>`
    select (select sum(reserved + sold) from stock)::int as stock,
      (select coalesce(sum(quantity), 0) from reservation_lines join reservations using (order_id)
       where status in ('held', 'sold'))::int as reservations`.execute(inventory.deps.db)
  return rows[0]
}

it.each([
  ['not reserved yet', 0],
  ['half of them reserved', 100],
  ['all reserved', 200],
])(
  'concurrent releases and shipments of the same orders, %s, lose no piece',
  async (_, reserved) => {
    await inventory.receive('east', ['A', 500], ['B', 500])
    await inventory.receive('west', ['A', 500], ['B', 500])
    const orders = Array.from({ length: 200 }, () => randomUUID())
    const commands = orders.map((order) => reserveCommand(order, ['A', 3], ['B', 3]))
    await reserve(inventory.deps, commands.slice(0, reserved))
    await Promise.all([
      reserve(inventory.deps, commands.slice(reserved)),
      release(inventory.deps, orders.slice(0, 150).map(releaseCommand)),
      release(inventory.deps, orders.slice(0, 150).reverse().map(releaseCommand)),
      sell(inventory.deps, orders.toReversed().map(orderShippedEvent)),
      sell(inventory.deps, orders.map(orderShippedEvent)),
    ])
    const pieces = await heldAndSold()
    expect(pieces?.stock).toBe(pieces?.reservations)
  },
)
