import { reconcile } from '@stoa/verify'
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type TestPlatform, violated } from './test-platform.ts'

const full = { rate: 30, seconds: 3, pay: 'card', carrier: 'fedex' } as const
/** Of the 90 that such a load offers on average. */
const half = 45

/** Faults of providers and carriers, and of services during requests to them. */
export function providerTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  beforeAll(() => {
    shop = open()
  })

  const setFaults = async (method: 'PUT' | 'DELETE', path: string, body?: object) => {
    const response = await shop.edge.request({
      method,
      path,
      ...(body && { body: JSON.stringify(body) }),
    })
    expect(response.status).toBeLessThan(300)
  }
  /** How many requests the active faults have affected. */
  const hits = async (): Promise<number> => {
    const { text } = await shop.edge.request({ method: 'GET', path: '/sandbox/faults' })
    return [...text.matchAll(/"hits":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0)
  }

  beforeEach(() => setFaults('DELETE', '/sandbox/faults'))

  /** The invariants hold, and our ledger has what each provider has. */
  async function agrees() {
    expect(violated(await shop.verify())).toEqual([])
    const compared = await reconcile(shop.edge, { withinSeconds: 0, timeoutMs: 60_000 })
    expect(compared).toMatchObject({
      unexplained: 0,
      differences: [],
      failingEvents: [],
      strays: [],
    })
  }

  describe('with faulty providers and carriers', () => {
    it.each([
      ['stripe', 'timeout', 'takes the money and does not respond'],
      ['stripe', 'error5xx', 'fails, then succeeds'],
      ['stripe', 'duplicate_webhook', 'sends every webhook twice'],
      ['stripe', 'slow_webhook', 'sends webhooks late'],
      ['stripe', 'down', 'is unreachable'],
      ['paypal', 'timeout', 'takes the money and does not respond'],
      ['paypal', 'error5xx', 'fails, then succeeds'],
      ['paypal', 'duplicate_webhook', 'sends every webhook twice'],
      ['paypal', 'slow_webhook', 'sends webhooks late'],
      ['paypal', 'down', 'is unreachable'],
      ['fedex', 'timeout', 'books the parcel and does not respond'],
      ['fedex', 'error5xx', 'fails, then succeeds'],
      ['fedex', 'duplicate_tracking', 'sends every scan twice'],
    ])('%s: %s (%s), and every order is shipped or cancelled', async (target, kind) => {
      const share = kind === 'down' ? {} : { share: 0.2 }
      await setFaults('PUT', `/sandbox/faults/${target}`, { kind, ...share })
      const pay = target === 'paypal' ? 'paypal' : 'card'
      const loading = shop.load({ ...full, pay })
      await shop.accepted(half)
      await vi.waitFor(async () => expect(await hits()).toBeGreaterThan(0), { timeout: 10_000 })
      await setFaults('DELETE', '/sandbox/faults')
      expect(await loading).toMatchObject({ unsettled: 0, dropped: 0 })
      await agrees()
    })

    it.each([
      ['stripe', { pay: 'card' }],
      ['paypal', { pay: 'paypal' }],
      ['fedex', { carrier: 'fedex' }],
    ] as const)(
      '%s declines a third of the requests: those orders are cancelled and compensated',
      async (target, how) => {
        await setFaults('PUT', `/sandbox/faults/${target}`, { kind: 'decline', share: 0.33 })
        const result = await shop.load({ rate: 30, seconds: 4, ...how })
        expect(result.unsettled).toBe(0)
        expect(result.cancelled).toBeGreaterThan(10)
        expect(result.shipped).toBeGreaterThan(10)
        await agrees()
      },
    )

    it.each(['payments', 'shipping', 'sandbox', 'orders'])(
      'kill -9 of %s during requests to providers loses nothing',
      async (victim) => {
        const loading = shop.load(full)
        await shop.accepted(half)
        shop.platform.kill(victim, 'SIGKILL')
        expect(await loading).toMatchObject({ unsettled: 0, dropped: 0 })
        await agrees()
      },
    )
  })
}
