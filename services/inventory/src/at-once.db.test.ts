import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { ask, giveBack, type House, openHouse, shipped } from './testing.ts'
import { release } from './use-cases/release.ts'
import { reserve } from './use-cases/reserve.ts'
import { sell } from './use-cases/sell.ts'

let house: House
beforeAll(async () => {
  house = await openHouse(process.env.TEST_POSTGRES)
})
beforeEach(() => house.empty())
afterAll(() => house.close())

it('batches at the same time over the same SKUs never oversell, and none deadlocks', async () => {
  await house.put('east', ['A', 60], ['B', 200], ['C', 200])
  await house.put('west', ['A', 40])
  const batches = Array.from({ length: 8 }, (_, batch) =>
    Array.from({ length: 32 }, (_, index) =>
      (batch + index) % 2
        ? ask(randomUUID(), ['A', 1], ['B', 1])
        : ask(randomUUID(), ['C', 1], ['A', 1]),
    ),
  )
  await Promise.all(batches.map((batch) => reserve(house.deps, batch)))
  const rows = await house.stock()
  expect(rows.filter(([sku]) => sku === 'A')).toEqual([
    ['A', 'east', 0, 60, 0],
    ['A', 'west', 0, 40, 0],
  ])
  const answers = (await house.said()).map(({ type }) => type)
  expect(answers.filter((type) => type === 'inventory.reserved')).toHaveLength(100)
  expect(answers.filter((type) => type === 'inventory.rejected')).toHaveLength(156)
})

/** Pieces that the shelf says are held or sold, and those that the reservations say. */
const heldAndSold = async () => {
  const { rows } = await sql<{ shelf: number; orders: number }>`
    select (select sum(reserved + sold) from stock)::int as shelf,
      (select coalesce(sum(quantity), 0) from reservation_lines join reservations using (order_id)
       where status in ('held', 'sold'))::int as orders`.execute(house.deps.db)
  return rows[0]
}

it.each([
  ['not reserved yet', 0],
  ['half of them reserved', 100],
  ['all reserved', 200],
])(
  'releases and shipments of the same orders, %s, at the same time keep every piece',
  async (_, reserved) => {
    await house.put('east', ['A', 500], ['B', 500])
    await house.put('west', ['A', 500], ['B', 500])
    const orders = Array.from({ length: 200 }, () => randomUUID())
    const asked = orders.map((order) => ask(order, ['A', 3], ['B', 3]))
    await reserve(house.deps, asked.slice(0, reserved))
    await Promise.all([
      reserve(house.deps, asked.slice(reserved)),
      release(house.deps, orders.slice(0, 150).map(giveBack)),
      release(house.deps, orders.slice(0, 150).reverse().map(giveBack)),
      sell(house.deps, orders.toReversed().map(shipped)),
      sell(house.deps, orders.map(shipped)),
    ])
    const moved = await heldAndSold()
    expect(moved?.shelf).toBe(moved?.orders)
  },
)
