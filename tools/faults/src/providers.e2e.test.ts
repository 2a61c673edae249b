import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { openTestPlatform, type TestPlatform, violated } from './test-platform.ts'

let shop: TestPlatform

beforeAll(async () => {
  shop = await openTestPlatform()
})
afterAll(() => shop?.close())

const ask = async (method: 'PUT' | 'DELETE', path: string, body?: object) => {
  const answer = await shop.edge.request({
    method,
    path,
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(answer.status).toBeLessThan(300)
}
/** How often the faults that are on have hit. */
const hits = async (): Promise<number> => {
  const { text } = await shop.edge.request({ method: 'GET', path: '/sandbox/faults' })
  return [...text.matchAll(/"hits":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
}

beforeEach(() => ask('DELETE', '/sandbox/faults'))

const full = { rate: 30, seconds: 5, pay: 'card', carrier: 'fedex' } as const

describe('whatever the world outside does', () => {
  it.each([
    ['stripe', 'timeout', 'takes the money and does not answer'],
    ['stripe', 'error5xx', 'fails, then is fine'],
    ['stripe', 'duplicate_webhook', 'says everything twice'],
    ['stripe', 'slow_webhook', 'speaks late'],
    ['stripe', 'down', 'is away'],
    ['fedex', 'timeout', 'books the parcel and does not answer'],
    ['fedex', 'error5xx', 'fails, then is fine'],
    ['fedex', 'duplicate_tracking', 'scans everything twice'],
  ])('%s: %s (%s), and every order comes to its end', async (target, kind) => {
    const share = kind === 'down' ? {} : { share: 0.2 }
    await ask('PUT', `/sandbox/faults/${target}`, { kind, ...share })
    const loading = shop.load(full)
    await shop.accepted(60)
    await vi.waitFor(async () => expect(await hits()).toBeGreaterThan(0), { timeout: 10_000 })
    await ask('DELETE', '/sandbox/faults')
    expect(await loading).toMatchObject({ unsettled: 0, dropped: 0 })
    expect(violated(await shop.verify())).toEqual([])
  })

  it.each([
    ['stripe', { pay: 'card' }],
    ['fedex', { carrier: 'fedex' }],
  ] as const)(
    '%s refuses a third: those orders are cancelled and everything is taken back',
    async (target, how) => {
      await ask('PUT', `/sandbox/faults/${target}`, { kind: 'decline', share: 0.33 })
      const result = await shop.load({ rate: 30, seconds: 4, ...how })
      expect(result.unsettled).toBe(0)
      expect(result.cancelled).toBeGreaterThan(10)
      expect(result.shipped).toBeGreaterThan(10)
      expect(violated(await shop.verify())).toEqual([])
    },
  )

  it.each(['payments', 'shipping', 'sandbox', 'orders'])(
    'kill -9 of %s between us and the providers loses nothing',
    async (victim) => {
      const loading = shop.load(full)
      await shop.accepted(60)
      shop.platform.kill(victim, 'SIGKILL')
      expect(await loading).toMatchObject({ unsettled: 0, dropped: 0 })
      expect(violated(await shop.verify())).toEqual([])
    },
  )
})
