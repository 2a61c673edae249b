import { until } from '@stoa/run'
import { reconcile } from '@stoa/verify'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { metric } from './metrics.ts'
import { violated } from './test-platform.ts'
import { openTracedPlatform, type TracedPlatform } from './traced-platform.ts'

let shop: TracedPlatform

beforeAll(async () => {
  shop = await openTracedPlatform()
})
afterAll(() => shop?.close())

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
  expect(compared).toMatchObject({ unexplained: 0, differences: [], failingEvents: [], strays: [] })
}

const full = { rate: 30, seconds: 3, pay: 'card', carrier: 'fedex' } as const

describe('while every trace is sampled', () => {
  it('the trace of every order is whole, and what follows has traces of its own, linked to it', async () => {
    const { accepted } = await shop.load({ ...full, seconds: 4 })
    expect(accepted).toBeGreaterThan(80)
    expect(await shop.report(accepted)).toEqual({
      ...{ orders: accepted, whole: accepted, withoutRoot: 0, orphans: 0, missingSteps: {} },
    })
    const judged = await shop.judge(accepted)
    const traces = new Set(judged.map(({ traceId }) => traceId))
    const orders = new Set<unknown>(judged.map(({ orderId }) => orderId))
    for (const name of ['publish shipping.handed_over', 'publish payments.capture']) {
      const named = () =>
        shop.received
          .spans()
          .filter((span) => span.name === name && orders.has(span.attributes['stoa.order_id']))
      await until(`${accepted} spans ${name}`, () => named().length >= accepted)
      const spans = named()
      const own = new Set(spans.map(({ traceId }) => traceId))
      const linked = new Set(spans.flatMap(({ links }) => links.map(({ traceId }) => traceId)))
      const shared = (some: Set<string>) => [...some].filter((one) => traces.has(one)).length
      expect([own.size, shared(own), shared(linked)]).toEqual([accepted, 0, accepted])
    }
  })

  it('no span holds what a caller put into a path or a query', async () => {
    const path = '/v1/orders/canary-in-path?card=canary-in-query'
    const token = await shop.edge.token('ann')
    expect((await shop.edge.request({ method: 'GET', path, token })).status).toBe(422)
    const received = () => JSON.stringify(shop.received.spans())
    await until('its spans', () => received().includes('GET /v1/orders/:orderId'))
    expect(received()).not.toMatch(/canary-in-(path|query)/)
  })

  it('the shop sells on when nobody receives its spans', async () => {
    await shop.received.stop()
    expect(await shop.load(full)).toMatchObject({ unsettled: 0, failed: 0 })
    const givenUp = 'otel_sdk_exporter_span_exported_total{error_type="failed"}'
    await until(
      'a count of what was given up',
      async () => Number(await metric(shop.platform.state, 'orders', givenUp)) > 0,
    )
  })
})

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
    await shop.accepted(60)
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
      await shop.accepted(60)
      shop.platform.kill(victim, 'SIGKILL')
      expect(await loading).toMatchObject({ unsettled: 0, dropped: 0 })
      await agrees()
    },
  )
})
