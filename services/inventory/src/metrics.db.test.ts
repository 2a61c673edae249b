import { randomUUID } from 'node:crypto'
import { exposition } from '@stoa/service'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { measureStock } from './metrics.ts'
import { openTestInventory, reserveCommand, type TestInventory } from './testing.ts'
import { reserve } from './use-cases/reserve.ts'

let inventory: TestInventory
beforeAll(async () => {
  inventory = await openTestInventory(process.env.TEST_POSTGRES)
})
afterAll(() => inventory.close())

async function gauges(...names: string[]): Promise<Record<string, number>> {
  measureStock(inventory.deps.db)
  const { body } = await exposition()
  const lines = body.split('\n').filter((line) => names.some((name) => line.startsWith(name)))
  return Object.fromEntries(lines.map((line) => [line.split(' ')[0], Number(line.split(' ')[1])]))
}

it('pieces and stock-outs are summed over SKUs and warehouses', async () => {
  await inventory.receive('north', ['MUG', 5], ['CUP', 2])
  await inventory.receive('south', ['MUG', 1], ['CUP', 1])
  await reserve(inventory.deps, [reserveCommand(randomUUID(), ['MUG', 2], ['CUP', 2])])
  await sql`update stock set on_hand = 0, sold = 1 where sku = 'CUP' and warehouse = 'south'`.execute(
    inventory.deps.db,
  )
  expect(await gauges('inventory_units', 'inventory_stock_outs')).toEqual({
    'inventory_units{state="on_hand"}': 4,
    'inventory_units{state="reserved"}': 4,
    'inventory_units{state="sold"}': 1,
    inventory_stock_outs: 1,
  })
})

it('stock that is oversold is a violation; without its table there is none to tell', async () => {
  const violations = 'invariant_violations{invariant="stock_not_oversold"}'
  expect(await gauges('invariant_violations')).toEqual({ [violations]: 0 })
  await sql`alter table stock drop constraint stock_on_hand_check, drop constraint stock_is_conserved`.execute(
    inventory.deps.db,
  )
  await sql`update stock set on_hand = -1 where sku = 'MUG' and warehouse = 'north'`.execute(
    inventory.deps.db,
  )
  expect(await gauges('invariant_violations')).toEqual({ [violations]: 1 })
  await sql`alter table stock rename to elsewhere`.execute(inventory.deps.db)
  expect(await gauges('invariant_violations')).toEqual({})
  const age = await gauges('invariant_check_age_seconds')
  expect(age['invariant_check_age_seconds{invariant="stock_not_oversold"}']).toBeGreaterThan(0)
})
