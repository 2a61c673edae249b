import { randomUUID } from 'node:crypto'
import { readCatalogue } from '@stoa/observability'
import { skus } from '../accepted-requests/shop.ts'
import { untilDrained } from '../drained.ts'
import { exposition } from '../metrics.ts'
import type { TestPlatform } from '../test-platform.ts'
import { deviationsOf, type ExposedByService } from './deviations.ts'
import type { MetricLabelsReport } from './report.ts'
import { type Exposed, parseExposition } from './samples.ts'
import { scan, servicesOf } from './scan.ts'

const lanes = 16
const address = { name: 'A', street: '1 B', city: 'London', postcode: 'N1 9GU', country: 'GB' }
const payments = [
  { type: 'card', token: 'pm_card_visa' },
  { type: 'paypal', token: 'PAYPAL-DEMO' },
]
const carriers = ['own-fleet', 'fedex', 'ups']

/** Sends an order of a customer of its own, looks at it, and requests paths that do not exist. True when it was accepted. */
async function sendOne({ edge, platform }: TestPlatform, n: number): Promise<boolean> {
  const token = await edge.token(`labels-${n}`, 'customer')
  const body = JSON.stringify({
    lines: [{ sku: skus[n % skus.length], quantity: 1 }],
    currency: 'GBP',
    payment: payments[n % payments.length],
    delivery: { carrier: carriers[n % carriers.length], address },
  })
  const { status, text } = await edge.request({
    ...{ method: 'POST', path: '/v1/orders', token, body, idempotencyKey: randomUUID() },
  })
  const { orderId = randomUUID() } = JSON.parse(text) as { orderId?: string }
  await edge.request({ method: 'GET', path: `/v1/orders/${orderId}/overview`, token })
  await edge.request({ method: 'GET', path: `/v1/products/NONE-${n}`, token })
  await edge.request({ method: 'GET', path: `/v1/customers/labels-${n}/orders`, token })
  await edge.request({ method: 'GET', path: `/wp-admin/${n}.php`, token })
  await scan(platform.state, n)
  return status === 202
}

/** What every service exposes. */
export async function scrapeAll({
  platform: { state },
}: Pick<TestPlatform, 'platform'>): Promise<ExposedByService> {
  const exposed = new Map<string, Exposed[]>()
  for (const { name } of servicesOf(state)) {
    const service = name.replace(/-\d+$/, '')
    exposed.set(service, [
      ...(exposed.get(service) ?? []),
      parseExposition(await exposition(state, name)),
    ])
  }
  return exposed
}

/**
 * Sends orders, customers and paths that are all different to an open shop, then compares what its services expose with the
 * catalogue.
 */
export async function runMetricLabels(
  shop: TestPlatform,
  orders: number,
): Promise<MetricLabelsReport> {
  // Gauges that cost a query are shown once they were read.
  await scrapeAll(shop)
  const numbers = Array.from({ length: orders }, (_, n) => n).values()
  let accepted = 0
  const lane = async () => {
    for (const n of numbers) if (await sendOne(shop, n)) accepted += 1
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  await untilDrained(shop.platform.state)
  const exposed = await scrapeAll(shop)
  const processes = [...exposed.values()].flat()
  return {
    ...{ orders, accepted },
    series: processes.reduce((sum, { samples }) => sum + samples.length, 0),
    deviations: deviationsOf(readCatalogue(), exposed),
  }
}
