import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { openBrokerTap, repeatAll } from './broker-tap.ts'
import { openStage, type Stage, violated } from './stage.ts'

const build = (name: string) => [
  '--import',
  fileURLToPath(new URL(`./sabotage/${name}.ts`, import.meta.url)),
]

async function onStage(nodeArgs: Record<string, string[]>, play: (stage: Stage) => Promise<void>) {
  const stage = await openStage({ nodeArgs })
  try {
    await play(stage)
    return violated(await stage.verify())
  } finally {
    await stage.close()
  }
}

const load = { rate: 30, seconds: 4, settleMs: 5_000 }

it('finds nothing on a platform that is whole', async () => {
  expect(await onStage({}, async (stage) => void (await stage.load(load)))).toEqual([])
})

it('finds that the inbox is off when everything is said again', async () => {
  const found = await onStage(
    { inventory: build('without-inbox'), payments: build('without-inbox') },
    async (stage) => {
      await stage.load(load)
      const tap = await openBrokerTap(stage.platform.state)
      await repeatAll(tap, 'ORDERS', 2, Math.random)
      await tap.close()
    },
  )
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^I(2|3|4|7): /)]))
})

it('finds that the outbox is off when a service dies', async () => {
  const found = await onStage({ inventory: build('without-outbox') }, async (stage) => {
    const loading = stage.load(load)
    await stage.accepted(30)
    stage.platform.kill('inventory', 'SIGKILL')
    await loading
  })
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^I(1|5|7): /)]))
})

it('finds that a compensation is off when cards are declined', async () => {
  const found = await onStage({ orders: build('without-release') }, async (stage) => {
    await stage.edge.request({
      method: 'PUT',
      path: '/sandbox/faults/stripe',
      body: JSON.stringify({ kind: 'decline', share: 0.5 }),
    })
    await stage.load({ ...load, pay: 'card' })
  })
  expect(found).toEqual(expect.arrayContaining([expect.stringMatching(/^I6: /)]))
})
