import { readFileSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '@stoa/run'
import { readTopology, repositoryRoot } from '@stoa/topology'
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
/** Longer stops under more load: `STOA_STOP_SECONDS=60 STOA_STOP_RATE=40 npm test -- --project e2e tools/faults/src/replicas`. */
const stopSeconds = Number(process.env.STOA_STOP_SECONDS ?? 25)
const stopRate = Number(process.env.STOA_STOP_RATE ?? 20)

let shop: TestPlatform
const log: string[] = []

beforeAll(async () => {
  shop = await openTestPlatform({
    watch: true,
    log: (line) => void log.push(line),
    replicas: Object.fromEntries(consumers.map((name) => [name, 2])),
    ...shiftedClocks(shiftsMs),
  })
})
afterAll(() => shop?.close())

const processes = () =>
  shop.platform.state.resources.map(({ name, pid, restarts }) => ({ name, pid, restarts }))

const saved = 'services/orders/src/app.ts'
/** Whether a file that another test saved at the same time replaced it. */
const isOfAnotherFile = (name: string) =>
  log
    .filter((line) => line.includes(' was saved; replacing ') && !line.startsWith(saved))
    .some((line) => line.split(' ').at(-1) === name.replace(/-\d+$/, ''))

describe('with two replicas of every consumer whose clocks are an hour apart', () => {
  it('no order is cancelled', async () => {
    const result = await shop.load({ rate: 15, seconds: 8, pay: 'card', carrier: 'fedex' })
    expect(result).toMatchObject({ unsettled: 0, dropped: 0, cancelled: 0, failed: 0 })
    expect(violated(await shop.verify())).toEqual([])
  })

  it('a saved file replaces the replicas of its service alone, and every order is accepted the first time it is sent', async () => {
    const before = new Map(processes().map((one) => [one.name, one]))
    const enough = new AbortController()
    const loading = shop.load({ rate, seconds: 120, signal: enough.signal })
    await shop.accepted(rate)
    const now = new Date()
    utimesSync(join(repositoryRoot, saved), now, now)
    const isReplaced = () => log.some((line) => line.startsWith('orders runs what was saved'))
    await until('orders to run what was saved', isReplaced, 110_000)
    await shop.accepted(rate * 3)
    enough.abort()
    const { historyFile, ...result } = await loading
    expect(result).toMatchObject({ unsettled: 0, dropped: 0, cancelled: 0, failed: 0 })
    const requests = readFileSync(historyFile, 'utf8').trim().split('\n')
    expect(requests.filter((line) => JSON.parse(line).attempts > 1)).toEqual([])
    const replaced = processes().filter(
      ({ name, pid }) => pid !== before.get(name)?.pid && !isOfAnotherFile(name),
    )
    expect(replaced.map(({ name }) => name).sort()).toEqual(['orders', 'orders-2'])
    for (const { name, restarts } of replaced) expect(restarts).toBe(before.get(name)?.restarts)
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
    const loading = shop.load({ rate: stopRate, seconds: stopSeconds + 10 })
    await shop.accepted(stopRate * 3)
    for (const victim of victims) await shop.platform.kill(victim, 'SIGSTOP')
    await shop.accepted(stopRate * (3 + stopSeconds))
    for (const victim of victims) await shop.platform.kill(victim, 'SIGCONT')
    const result = await loading
    expect(result).toMatchObject({ unsettled: 0, dropped: 0, cancelled: 0, failed: 0 })
    expect(violated(await shop.verify())).toEqual([])
  })
})
