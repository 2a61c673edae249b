import type { Span, TracedOrder } from '@stoa/observability'
import { until } from '@stoa/run'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
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

/** By order: its own trace. */
type TraceOf = ReadonlyMap<string, string>

const tracesOf = (orders: readonly TracedOrder[]): TraceOf =>
  new Map(orders.map(({ orderId, traceId }) => [orderId, traceId]))

const orderOf = ({ attributes }: Span) => String(attributes['stoa.order_id'])

/** Waits for a span of this name about each of the orders. */
async function spansAbout(name: string, orders: TraceOf): Promise<readonly Span[]> {
  const found = () =>
    shop.received.spans().filter((span) => span.name === name && orders.has(orderOf(span)))
  await until(
    `a span ${name} about each order`,
    () => new Set(found().map(orderOf)).size === orders.size,
  )
  return found()
}

/** Each of these spans is in a trace of its own, which is linked to that of its order. Resolves with the spans. */
async function expectLinkedTraces(name: string, orders: TraceOf): Promise<readonly Span[]> {
  const spans = await spansAbout(name, orders)
  const traces = new Set(spans.map(({ traceId }) => traceId))
  expect([name, traces.size]).toEqual([name, orders.size])
  expect([...orders.values()].filter((one) => traces.has(one))).toEqual([])
  for (const span of spans)
    expect(span.links.map(({ traceId }) => traceId)).toContain(orders.get(orderOf(span)))
  return spans
}

it('the trace of every order is whole, and what follows has traces of its own, linked to it', async () => {
  const accepted = await shop.loadEveryWay({ rate: 30, seconds: 4 })
  expect(accepted).toBeGreaterThan(80)
  expect(await shop.report(accepted)).toEqual({
    ...{ orders: accepted, whole: accepted, withoutRoot: 0, orphans: 0, missingSteps: {} },
  })
  const traced = await shop.traced(accepted)
  expect(
    [...new Set(traced.map(({ payment, carrier }) => `${payment} ${carrier}`))].sort(),
  ).toEqual(['account own-fleet', 'card fedex', 'paypal ups'])
  const orders = tracesOf(traced)
  for (const name of ['publish shipping.handed_over', 'publish payments.capture'])
    await expectLinkedTraces(name, orders)
  await spansAbout('publish payments.captured', orders)

  const ours = tracesOf(traced.slice(0, 10))
  const fromProviders = ['card', 'paypal'].flatMap((method) =>
    traced
      .slice(10)
      .filter(({ payment }) => payment === method)
      .slice(0, 5),
  )
  const theirs = tracesOf(fromProviders)
  expect(theirs.size).toBe(10)
  const token = await shop.edge.token('staff', 'operator')
  const post = async (path: string, body: object, more: object = {}) => {
    const sent = { method: 'POST', path, body: JSON.stringify(body), ...more } as const
    expect((await shop.edge.request(sent)).status).toBeLessThan(300)
  }
  const refund = { amountMinor: 1, currency: 'GBP', reason: 'broken' }
  for (const orderId of ours.keys())
    await post(`/v1/orders/${orderId}/refunds`, refund, { token, idempotencyKey: orderId })
  await expectLinkedTraces('publish payments.refund', ours)

  for (const orderId of theirs.keys()) await post(`/sandbox/payments/${orderId}/refund`, {})
  const reported = await expectLinkedTraces('publish payments.refunded', theirs)
  const webhooks = new Set(
    shop.received
      .spans()
      .filter(({ name }) => /^POST .*\/webhooks\//.test(name))
      .map(({ traceId }) => traceId),
  )
  for (const { links } of reported)
    expect(links.some(({ traceId }) => webhooks.has(traceId))).toBe(true)
})

/** The traces that Prometheus keeps as examples of the durations of requests. */
async function exemplarTraces(): Promise<string[]> {
  const query = 'http_server_request_duration_seconds_bucket'
  const at = Date.now() / 1_000
  const asked = new URLSearchParams({ query, start: `${at - 600}`, end: `${at}` })
  const answer = await fetch(`${shop.platform.urls.prometheus}/api/v1/query_exemplars?${asked}`)
  return exemplars
    .parse(await answer.json())
    .data.flatMap((series) => series.exemplars.map(({ labels }) => labels.trace_id))
}
const exemplars = z.object({
  data: z.array(
    z.object({
      exemplars: z.array(z.object({ labels: z.object({ trace_id: z.string() }) })),
    }),
  ),
})

it('Prometheus keeps exemplars that lead to traces', async () => {
  await expect.poll(exemplarTraces, { timeout: 30_000 }).not.toEqual([])
  const traces = await exemplarTraces()
  for (const trace of traces) expect(trace).toMatch(/^[0-9a-f]{32}$/)
  const received = new Set(shop.received.spans().map(({ traceId }) => traceId))
  expect(traces.filter((trace) => received.has(trace))).not.toEqual([])
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
