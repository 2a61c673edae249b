import { until } from '@stoa/run'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { bringIn, foundCanaries } from './canaries.ts'
import { metric } from './metrics.ts'
import { violated } from './test-platform.ts'
import { openTracedPlatform, type TracedPlatform } from './traced-platform.ts'

let shop: TracedPlatform

beforeAll(async () => {
  shop = await openTracedPlatform({ metrics: true, scrapeSeconds: 1 })
})
afterAll(() => shop?.close())

const full = { rate: 30, seconds: 3, pay: 'card', carrier: 'fedex' } as const

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

it('stoa verify finds no violation on an intact platform, and no log, span or metric holds what callers wrote', async () => {
  expect(violated(await shop.verify())).toEqual([])
  await bringIn(shop)
  expect(await foundCanaries(shop)).toEqual([])
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
