import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openBrokerTap, repeatAll } from './broker-tap.ts'
import { bringIn, foundCanaries } from './canaries.ts'
import { openTestPlatform, type TestPlatform, violated } from './test-platform.ts'
import { openTracedPlatform } from './traced-platform.ts'

const build = (name: string) => [
  '--import',
  fileURLToPath(new URL(`./sabotage/${name}.ts`, import.meta.url)),
]

async function onTestPlatform(
  nodeArgs: Record<string, string[]>,
  play: (shop: TestPlatform) => Promise<void>,
) {
  const shop = await openTestPlatform({ nodeArgs })
  try {
    await play(shop)
    return violated(await shop.verify())
  } finally {
    await shop.close()
  }
}

const load = { rate: 30, seconds: 4, settleMs: 5_000 }

it('stoa verify finds no violation on an intact platform, and no log, span or metric holds what callers wrote', async () => {
  const shop = await openTracedPlatform({ metrics: true, scrapeSeconds: 1 })
  try {
    await shop.load(load)
    expect(violated(await shop.verify())).toEqual([])
    await bringIn(shop)
    expect(await foundCanaries(shop)).toEqual([])
  } finally {
    await shop.close()
  }
})

it('stoa verify finds that the inbox is missing when every message is redelivered', async () => {
  const found = await onTestPlatform(
    { inventory: build('without-inbox'), payments: build('without-inbox') },
    async (shop) => {
      await shop.load(load)
      const tap = await openBrokerTap(shop.platform.state)
      await repeatAll(tap, 'ORDERS', 2, Math.random)
      await tap.close()
    },
  )
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^I(2|3|4|7): /)]))
})

it('stoa verify finds that the outbox is missing when a service is killed', async () => {
  const found = await onTestPlatform({ inventory: build('without-outbox') }, async (shop) => {
    const loading = shop.load(load)
    await shop.accepted(30)
    shop.platform.kill('inventory', 'SIGKILL')
    await loading
  })
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^I(1|5|7): /)]))
})

it('stoa verify finds that a compensation is missing when cards are declined', async () => {
  const found = await onTestPlatform({ orders: build('without-release') }, async (shop) => {
    await shop.edge.request({
      method: 'PUT',
      path: '/sandbox/faults/stripe',
      body: JSON.stringify({ kind: 'decline', share: 0.5 }),
    })
    await shop.load({ ...load, pay: 'card' })
  })
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^I6: /)]))
})
