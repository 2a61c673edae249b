import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrokerTap, repeatAll } from './broker-tap.ts'
import { openSabotagedPlatform, type Sabotage, type SabotagedPlatform } from './sabotage/open.ts'
import type { TestPlatform } from './test-platform.ts'

let platform: SabotagedPlatform
let before = new Map<string, number>()

const violations = async () => {
  const { invariants } = await platform.shop.verify()
  return new Map<string, number>(invariants.map(({ id, violations }) => [id, violations]))
}

beforeAll(async () => {
  platform = await openSabotagedPlatform()
})
afterAll(() => platform?.close())

const load = { rate: 30, seconds: 4, settleMs: 5_000 }

it('stoa verify finds nothing while everything is switched on', async () => {
  await platform.shop.load(load)
  before = await violations()
  expect([...before.values()].filter((count) => count > 0)).toEqual([])
})

/** The invariants that have more violations than before. */
async function foundWithout(
  sabotage: Sabotage,
  play: (shop: TestPlatform) => Promise<void>,
): Promise<string[]> {
  let after = before
  await platform.without(sabotage, async () => {
    await play(platform.shop)
    after = await violations()
  })
  const found = [...after].filter(([id, count]) => count > (before.get(id) ?? 0))
  before = after
  return found.map(([id]) => id)
}

it('stoa verify finds that a compensation is missing when cards are declined', async () => {
  const found = await foundWithout('without-release', async ({ edge, load: offer }) => {
    const path = '/sandbox/faults/stripe'
    const body = JSON.stringify({ kind: 'decline', share: 0.5 })
    await edge.request({ method: 'PUT', path, body })
    await offer({ ...load, pay: 'card' })
    await edge.request({ method: 'DELETE', path })
  })
  expect(found).toContain('I6')
})

it('stoa verify finds that the inbox is missing when every message is redelivered', async () => {
  const found = await foundWithout('without-inbox', async (shop) => {
    await shop.load(load)
    const tap = await openBrokerTap(shop.platform.state)
    await repeatAll(tap, 'ORDERS', 2, Math.random)
    await tap.close()
  })
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^I(2|3|4|7)$/)]))
})

// Last: orders whose messages are lost change later.
it('stoa verify finds that the outbox is missing when a service is killed', async () => {
  const found = await foundWithout('without-outbox', async (shop) => {
    const loading = shop.load(load)
    await shop.accepted(30)
    shop.platform.kill('inventory', 'SIGKILL')
    await loading
  })
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^I(1|5|7)$/)]))
})
