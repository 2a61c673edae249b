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

it('a batch gives each order its stock in the order they came and rejects what is short', async () => {
  await house.put('east', ['A', 3], ['B', 5])
  const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()]
  await reserve(house.deps, [
    ask(one, ['A', 2], ['B', 1]),
    ask(two, ['A', 2]),
    ask(three, ['A', 1]),
  ])
  expect(await house.stock()).toEqual([
    ['A', 'east', 0, 3, 0],
    ['B', 'east', 4, 1, 0],
  ])
  expect(await house.saidOf(one)).toEqual(['inventory.reserved'])
  expect(await house.saidOf(three)).toEqual(['inventory.reserved'])
  expect((await house.said()).find(({ orderId }) => orderId === two)).toEqual({
    type: 'inventory.rejected',
    orderId: two,
    reason: 'out_of_stock',
    skus: ['A'],
  })
})

it('an order that no warehouse holds alone is split', async () => {
  await house.put('east', ['A', 1], ['B', 1])
  await house.put('west', ['A', 1])
  const order = randomUUID()
  await reserve(house.deps, [ask(order, ['A', 2], ['B', 1])])
  const lines = await house.deps.db
    .selectFrom('reservation_lines')
    .selectAll()
    .orderBy('sku')
    .orderBy('warehouse')
    .execute()
  expect(lines.map(({ sku, warehouse, quantity }) => [sku, warehouse, quantity])).toEqual([
    ['A', 'east', 1],
    ['A', 'west', 1],
    ['B', 'east', 1],
  ])
})

it('an unknown SKU is rejected by name', async () => {
  const order = randomUUID()
  await reserve(house.deps, [ask(order, ['nothing', 1])])
  expect(await house.said()).toEqual([
    { type: 'inventory.rejected', orderId: order, reason: 'unknown_sku', skus: ['nothing'] },
  ])
})

it('a message delivered again changes nothing and says nothing', async () => {
  await house.put('east', ['A', 9])
  const message = ask(randomUUID(), ['A', 1])
  for (let times = 0; times < 3; times += 1) await reserve(house.deps, [message])
  expect(await house.stock()).toEqual([['A', 'east', 8, 1, 0]])
  expect(await house.said()).toHaveLength(1)
})

it('a command asked again gets the same answer and no second effect', async () => {
  await house.put('east', ['A', 3])
  const [held, short] = [randomUUID(), randomUUID()]
  const batch = () => [ask(held, ['A', 2]), ask(short, ['A', 2]), ask(held, ['A', 2])]
  await reserve(house.deps, batch())
  await house.put('east', ['A', 9])
  await reserve(house.deps, batch())
  expect(await house.saidOf(held)).toEqual(Array(4).fill('inventory.reserved'))
  expect(await house.saidOf(short)).toEqual(Array(2).fill('inventory.rejected'))
  expect(
    (await house.said()).filter(({ orderId }) => orderId === short).map(({ skus }) => skus),
  ).toEqual([['A'], ['A']])
  expect(await house.stock()).toEqual([['A', 'east', 10, 2, 0]])
})

it('a release puts back exactly what was held, once', async () => {
  await house.put('east', ['A', 2])
  await house.put('west', ['A', 2])
  const order = randomUUID()
  await reserve(house.deps, [ask(order, ['A', 3])])
  await release(house.deps, [giveBack(order), giveBack(order)])
  await release(house.deps, [giveBack(order)])
  expect(await house.stock()).toEqual([
    ['A', 'east', 2, 0, 0],
    ['A', 'west', 2, 0, 0],
  ])
  expect(await house.statusOf(order)).toBe('released')
  expect(await house.saidOf(order)).toEqual([
    'inventory.reserved',
    ...Array(3).fill('inventory.released'),
  ])
})

it('a release that comes first is answered and stops the reservation that comes late', async () => {
  await house.put('east', ['A', 2])
  const order = randomUUID()
  await release(house.deps, [giveBack(order)])
  await reserve(house.deps, [ask(order, ['A', 1])])
  expect(await house.stock()).toEqual([['A', 'east', 2, 0, 0]])
  expect((await house.said()).map(({ type, reason }) => [type, reason])).toEqual([
    ['inventory.released', null],
    ['inventory.rejected', 'cancelled'],
  ])
})

it('a reservation asked again after its release stays refused', async () => {
  await house.put('east', ['A', 2])
  const order = randomUUID()
  await reserve(house.deps, [ask(order, ['A', 1])])
  await release(house.deps, [giveBack(order)])
  await reserve(house.deps, [ask(order, ['A', 1])])
  expect(await house.saidOf(order)).toEqual([
    'inventory.reserved',
    'inventory.released',
    'inventory.rejected',
  ])
  expect(await house.stock()).toEqual([['A', 'east', 2, 0, 0]])
})

it('what is shipped is sold, once, and cannot be released', async () => {
  await house.put('east', ['A', 5])
  const order = randomUUID()
  await reserve(house.deps, [ask(order, ['A', 2])])
  await sell(house.deps, [shipped(order), shipped(order)])
  await sell(house.deps, [shipped(order)])
  await release(house.deps, [giveBack(order)])
  expect(await house.stock()).toEqual([['A', 'east', 3, 0, 2]])
  expect(await house.statusOf(order)).toBe('sold')
  expect(await house.saidOf(order)).toEqual(['inventory.reserved'])
})

it('a shipped order that holds nothing moves nothing', async () => {
  await house.put('east', ['A', 5])
  const [unknown, given] = [randomUUID(), randomUUID()]
  await reserve(house.deps, [ask(given, ['A', 2])])
  await release(house.deps, [giveBack(given)])
  await sell(house.deps, [shipped(unknown), shipped(given)])
  expect(await house.stock()).toEqual([['A', 'east', 5, 0, 0]])
  expect(await house.statusOf(given)).toBe('released')
})

it('the database itself refuses stock below zero or pieces from nowhere', async () => {
  await house.put('east', ['A', 1])
  const change = (set: string) => sql.raw(`update stock set ${set}`).execute(house.deps.db)
  await expect(change('on_hand = -1, reserved = 2')).rejects.toThrow(/stock_on_hand_check/)
  await expect(change('on_hand = 2')).rejects.toThrow(/stock_is_conserved/)
})
