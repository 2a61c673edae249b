import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  leftCancelledEvent,
  leftSettledEvent,
  openTestInventory,
  releaseCommand,
  reserveCommand,
  type TestInventory,
} from './testing.ts'
import { countReturned } from './use-cases/count-returned.ts'
import { release } from './use-cases/release.ts'
import { reserve } from './use-cases/reserve.ts'
import { writeOff } from './use-cases/write-off.ts'

let inventory: TestInventory
beforeAll(async () => {
  inventory = await openTestInventory(process.env.TEST_POSTGRES)
})
beforeEach(() => inventory.reset())
afterAll(() => inventory.close())

async function reserved(...lines: [sku: string, quantity: number][]) {
  const orderId = randomUUID()
  await reserve(inventory.deps, [reserveCommand(orderId, ...lines)])
  return orderId
}
const statusOf = async (orderId: string) =>
  (
    await inventory.deps.db
      .selectFrom('reservations')
      .select('status')
      .where('order_id', '=', orderId)
      .executeTakeFirst()
  )?.status

describe('the goods of a cancelled parcel that left', () => {
  it('are taken out of the stock again when they were counted back', async () => {
    await inventory.receive('east', ['A', 3], ['B', 2])
    const orderId = await reserved(['A', 2], ['B', 1])
    await release(inventory.deps, [releaseCommand(orderId)])
    const left = leftCancelledEvent(orderId)
    await writeOff(inventory.deps, [left])
    await writeOff(inventory.deps, [left, leftCancelledEvent(orderId)])
    expect(await inventory.stock()).toEqual([
      ['A', 'east', 1, 0, 2],
      ['B', 'east', 1, 0, 1],
    ])
    expect(await statusOf(orderId)).toBe('lost')
  })

  it('are not counted back at all when the release comes later, which is answered', async () => {
    await inventory.receive('east', ['A', 3])
    const orderId = await reserved(['A', 2])
    await writeOff(inventory.deps, [leftCancelledEvent(orderId)])
    await release(inventory.deps, [releaseCommand(orderId)])
    expect(await inventory.stock()).toEqual([['A', 'east', 1, 0, 2]])
    expect(await inventory.announcedFor(orderId)).toEqual([
      ...['inventory.reserved', 'inventory.released'],
    ])
  })

  it.each([
    ['returned', 'released', [3, 0, 0]],
    ['lost', 'lost', [1, 0, 2]],
    ['paid', 'lost', [1, 0, 2]],
  ] as const)('that is %s are counted accordingly, once', async (outcome, status, stock) => {
    await inventory.receive('east', ['A', 3])
    const orderId = await reserved(['A', 2])
    await writeOff(inventory.deps, [leftCancelledEvent(orderId)])
    await countReturned(inventory.deps, [leftSettledEvent(orderId, outcome)])
    await countReturned(inventory.deps, [leftSettledEvent(orderId, outcome)])
    expect(await inventory.stock()).toEqual([['A', 'east', ...stock]])
    expect(await statusOf(orderId)).toBe(status)
  })

  it('that came back are not taken out when it is heard of later that they left', async () => {
    await inventory.receive('east', ['A', 3])
    const orderId = await reserved(['A', 2])
    await release(inventory.deps, [releaseCommand(orderId)])
    await countReturned(inventory.deps, [leftSettledEvent(orderId, 'returned')])
    await writeOff(inventory.deps, [leftCancelledEvent(orderId)])
    expect(await inventory.stock()).toEqual([['A', 'east', 3, 0, 0]])
  })

  it('leave the stock as it is when others hold all of it', async () => {
    await inventory.receive('east', ['A', 2])
    const orderId = await reserved(['A', 2])
    await release(inventory.deps, [releaseCommand(orderId)])
    const other = await reserved(['A', 1])
    await writeOff(inventory.deps, [leftCancelledEvent(orderId)])
    expect(await inventory.stock()).toEqual([['A', 'east', 1, 1, 0]])
    expect(await statusOf(orderId)).toBe('released')
    expect(await statusOf(other)).toBe('held')
  })

  it('of an order that is unknown change nothing', async () => {
    await inventory.receive('east', ['A', 2])
    await writeOff(inventory.deps, [leftCancelledEvent(randomUUID())])
    expect(await inventory.stock()).toEqual([['A', 'east', 2, 0, 0]])
  })
})
