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

it('a batch reserves first come, first served, and rejects orders that are short of stock', async () => {
  await inventory.receive('east', ['A', 3], ['B', 5])
  const [one, two, three] = [randomUUID(), randomUUID(), randomUUID()]
  await reserve(inventory.deps, [
    reserveCommand(one, ['A', 2], ['B', 1]),
    reserveCommand(two, ['A', 2]),
    reserveCommand(three, ['A', 1]),
  ])
  expect(await inventory.stock()).toEqual([
    ['A', 'east', 0, 3, 0],
    ['B', 'east', 4, 1, 0],
  ])
  expect(await inventory.announcedFor(one)).toEqual(['inventory.reserved'])
  expect(await inventory.announcedFor(three)).toEqual(['inventory.reserved'])
  expect((await inventory.announced()).find(({ orderId }) => orderId === two)).toEqual({
    type: 'inventory.rejected',
    orderId: two,
    reason: 'out_of_stock',
    skus: ['A'],
    left: [{ sku: 'A', quantity: 1 }],
  })
})

it('an order that no single warehouse can fill is split', async () => {
  await inventory.receive('east', ['A', 1], ['B', 1])
  await inventory.receive('west', ['A', 1])
  const order = randomUUID()
  await reserve(inventory.deps, [reserveCommand(order, ['A', 2], ['B', 1])])
  const lines = await inventory.deps.db
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

it('an order with an unknown SKU is rejected, naming the SKU', async () => {
  const order = randomUUID()
  await reserve(inventory.deps, [reserveCommand(order, ['nothing', 1])])
  expect(await inventory.announced()).toEqual([
    {
      ...{ type: 'inventory.rejected', orderId: order, reason: 'unknown_sku', skus: ['nothing'] },
      left: [{ sku: 'nothing', quantity: 0 }],
    },
  ])
})

it('a redelivered message has no effect and announces nothing', async () => {
  await inventory.receive('east', ['A', 9])
  const message = reserveCommand(randomUUID(), ['A', 1])
  for (let times = 0; times < 3; times += 1) await reserve(inventory.deps, [message])
  expect(await inventory.stock()).toEqual([['A', 'east', 8, 1, 0]])
  expect(await inventory.announced()).toHaveLength(1)
})

it('a repeated command gets the same reply and has no second effect', async () => {
  await inventory.receive('east', ['A', 3])
  const [held, short] = [randomUUID(), randomUUID()]
  const batch = () => [
    reserveCommand(held, ['A', 2]),
    reserveCommand(short, ['A', 2]),
    reserveCommand(held, ['A', 2]),
  ]
  await reserve(inventory.deps, batch())
  await inventory.receive('east', ['A', 9])
  await reserve(inventory.deps, batch())
  expect(await inventory.announcedFor(held)).toEqual(Array(4).fill('inventory.reserved'))
  expect(await inventory.announcedFor(short)).toEqual(Array(2).fill('inventory.rejected'))
  expect(
    (await inventory.announced())
      .filter(({ orderId }) => orderId === short)
      .map(({ skus }) => skus),
  ).toEqual([['A'], ['A']])
  expect(await inventory.stock()).toEqual([['A', 'east', 10, 2, 0]])
})

it('a release returns exactly the held stock, once', async () => {
  await inventory.receive('east', ['A', 2])
  await inventory.receive('west', ['A', 2])
  const order = randomUUID()
  await reserve(inventory.deps, [reserveCommand(order, ['A', 3])])
  await release(inventory.deps, [releaseCommand(order), releaseCommand(order)])
  await release(inventory.deps, [releaseCommand(order)])
  expect(await inventory.stock()).toEqual([
    ['A', 'east', 2, 0, 0],
    ['A', 'west', 2, 0, 0],
  ])
  expect(await inventory.statusOf(order)).toBe('released')
  expect(await inventory.announcedFor(order)).toEqual([
    'inventory.reserved',
    ...Array(3).fill('inventory.released'),
  ])
})

it('a release that arrives first is answered, and the late reservation is rejected', async () => {
  await inventory.receive('east', ['A', 2])
  const order = randomUUID()
  await release(inventory.deps, [releaseCommand(order)])
  await reserve(inventory.deps, [reserveCommand(order, ['A', 1])])
  expect(await inventory.stock()).toEqual([['A', 'east', 2, 0, 0]])
  expect((await inventory.announced()).map(({ type, reason }) => [type, reason])).toEqual([
    ['inventory.released', null],
    ['inventory.rejected', 'cancelled'],
  ])
})

it('a reservation repeated after its release is rejected', async () => {
  await inventory.receive('east', ['A', 2])
  const order = randomUUID()
  await reserve(inventory.deps, [reserveCommand(order, ['A', 1])])
  await release(inventory.deps, [releaseCommand(order)])
  await reserve(inventory.deps, [reserveCommand(order, ['A', 1])])
  expect(await inventory.announcedFor(order)).toEqual([
    'inventory.reserved',
    'inventory.released',
    'inventory.rejected',
  ])
  expect(await inventory.stock()).toEqual([['A', 'east', 2, 0, 0]])
})

it('shipped stock is sold once and cannot be released', async () => {
  await inventory.receive('east', ['A', 5])
  const order = randomUUID()
  await reserve(inventory.deps, [reserveCommand(order, ['A', 2])])
  await sell(inventory.deps, [orderShippedEvent(order), orderShippedEvent(order)])
  await sell(inventory.deps, [orderShippedEvent(order)])
  await release(inventory.deps, [releaseCommand(order)])
  expect(await inventory.stock()).toEqual([['A', 'east', 3, 0, 2]])
  expect(await inventory.statusOf(order)).toBe('sold')
  expect(await inventory.announcedFor(order)).toEqual(['inventory.reserved'])
})

it('a shipped order without a reservation moves no stock', async () => {
  await inventory.receive('east', ['A', 5])
  const [unknown, released] = [randomUUID(), randomUUID()]
  await reserve(inventory.deps, [reserveCommand(released, ['A', 2])])
  await release(inventory.deps, [releaseCommand(released)])
  await sell(inventory.deps, [orderShippedEvent(unknown), orderShippedEvent(released)])
  expect(await inventory.stock()).toEqual([['A', 'east', 5, 0, 0]])
  expect(await inventory.statusOf(released)).toBe('released')
})

it('the database refuses negative stock and an unbalanced row', async () => {
  await inventory.receive('east', ['A', 1])
  const change = (set: string) => sql.raw(`update stock set ${set}`).execute(inventory.deps.db)
  await expect(change('on_hand = -1, reserved = 2')).rejects.toThrow(/stock_on_hand_check/)
  await expect(change('on_hand = 2')).rejects.toThrow(/stock_is_conserved/)
})
