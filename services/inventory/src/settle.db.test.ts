import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  leftCancelledEvent,
  openTestInventory,
  orderShippedEvent,
  releaseCommand,
  reserveCommand,
  settledEvent,
  type TestInventory,
} from './testing.ts'
import { release } from './use-cases/release.ts'
import { reserve } from './use-cases/reserve.ts'
import { sell } from './use-cases/sell.ts'
import { settle } from './use-cases/settle.ts'
import { writeOff } from './use-cases/write-off.ts'

let inventory: TestInventory
beforeAll(async () => {
  inventory = await openTestInventory(process.env.TEST_POSTGRES)
})
beforeEach(async () => {
  await inventory.reset()
  await inventory.receive('east', ['A', 3])
})
afterAll(() => inventory.close())

/** An order whose two pieces are held, sold, counted back or lost. */
async function reserved(status: 'held' | 'sold' | 'released' | 'lost'): Promise<string> {
  const orderId = randomUUID()
  const { deps } = inventory
  await reserve(deps, [reserveCommand(orderId, ['A', 2])])
  if (status === 'sold') await sell(deps, [orderShippedEvent(orderId)])
  if (status === 'released') await release(deps, [releaseCommand(orderId)])
  if (status === 'lost') await writeOff(deps, [leftCancelledEvent(orderId)])
  expect(await inventory.statusOf(orderId)).toBe(status)
  return orderId
}

describe('goods that are declared to be', () => {
  it.each([
    ['in the warehouse', 'held', 'released', 'released', [3, 0, 0]],
    ['in the warehouse', 'sold', 'released', 'released', [3, 0, 0]],
    ['in the warehouse', 'lost', 'released', 'released', [3, 0, 0]],
    ['in the warehouse', 'released', 'released', 'released', [3, 0, 0]],
    ['gone', 'held', 'gone', 'lost', [1, 0, 2]],
    ['gone', 'sold', 'gone', 'lost', [1, 0, 2]],
    ['gone', 'released', 'gone', 'lost', [1, 0, 2]],
    ['gone', 'lost', 'gone', 'lost', [1, 0, 2]],
  ] as const)('%s, and were %s, are booked so, once', async (_, before, outcome, after, stock) => {
    const orderId = await reserved(before)
    const declared = settledEvent(orderId, outcome)
    await settle(inventory.deps, [declared])
    await settle(inventory.deps, [declared, settledEvent(orderId, outcome)])
    await release(inventory.deps, [releaseCommand(orderId)])
    expect(await inventory.stock()).toEqual([['A', 'east', ...stock]])
    expect(await inventory.statusOf(orderId)).toBe(after)
  })

  it('in the warehouse are not reserved by a late command', async () => {
    const orderId = randomUUID()
    await settle(inventory.deps, [settledEvent(orderId, 'released')])
    await reserve(inventory.deps, [reserveCommand(orderId, ['A', 2])])
    expect(await inventory.stock()).toEqual([['A', 'east', 3, 0, 0]])
    expect(await inventory.announcedFor(orderId)).toEqual(['inventory.rejected'])
  })
})

it('lost goods of an order that is shipped after all are sold', async () => {
  const orderId = await reserved('lost')
  await sell(inventory.deps, [orderShippedEvent(orderId)])
  expect(await inventory.statusOf(orderId)).toBe('sold')
  expect(await inventory.stock()).toEqual([['A', 'east', 1, 0, 2]])
})
