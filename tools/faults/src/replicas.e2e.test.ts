import { readTopology } from '@stoa/topology'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shiftedClocks } from './shifted-clocks.ts'
import { openTestPlatform, type TestPlatform, violated } from './test-platform.ts'

const consumers = readTopology()
  .services.filter(({ consumes }) => consumes.length > 0)
  .map(({ name }) => name)
const hourMs = 3_600_000
const shiftsMs = Object.fromEntries(
  consumers.map((name, index) => [`${name}-2`, index % 2 ? hourMs : -hourMs]),
)
const rate = 40
/** Longer runs: `STOA_STOP_SECONDS=60 npm test -- --project e2e tools/faults/src/replicas`. */
const stopSeconds = Number(process.env.STOA_STOP_SECONDS ?? 25)

let shop: TestPlatform

beforeAll(async () => {
  shop = await openTestPlatform({
    replicas: Object.fromEntries(consumers.map((name) => [name, 2])),
    ...shiftedClocks(shiftsMs),
  })
})
afterAll(() => shop?.close())

describe('with two replicas of every consumer whose clocks are an hour apart', () => {
  it('no order is cancelled', async () => {
    const result = await shop.load({ rate: 15, seconds: 30, pay: 'card', carrier: 'fedex' })
    expect(result).toMatchObject({ unsettled: 0, dropped: 0, cancelled: 0, failed: 0 })
    expect(violated(await shop.verify())).toEqual([])
  })

  it('no order is lost when one of each is killed', async () => {
    const loading = shop.load({ rate: 60, seconds: 12 })
    for (const [index, name] of consumers.entries()) {
      await shop.accepted((index + 1) * 100)
      shop.platform.kill(index % 2 ? `${name}-2` : name, 'SIGKILL')
    }
    const result = await loading
    expect(result).toMatchObject({ unsettled: 0, dropped: 0 })
    expect(result.accepted).toBeGreaterThan(500)
    expect(violated(await shop.verify())).toEqual([])
  })

  it.each([
    ['one replica of each', consumers.map((name, index) => (index % 2 ? `${name}-2` : name))],
    ['the sidecars of one replica of each', consumers.map((name) => `${name}-2-sidecar`)],
  ])('no order is cancelled while %s is stopped, nor after it continues', async (_, victims) => {
    const loading = shop.load({ rate, seconds: stopSeconds + 10 })
    await shop.accepted(rate * 3)
    for (const victim of victims) await shop.platform.kill(victim, 'SIGSTOP')
    await shop.accepted(rate * (3 + stopSeconds))
    for (const victim of victims) await shop.platform.kill(victim, 'SIGCONT')
    const result = await loading
    expect(result).toMatchObject({ unsettled: 0, dropped: 0, cancelled: 0, failed: 0 })
    expect(violated(await shop.verify())).toEqual([])
  })
})
