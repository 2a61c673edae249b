import type { TestPlatform } from '../test-platform.ts'
import { repeatedly } from './repeatedly.ts'

const ordersPerSecond = 10
const parcelsPerSecond = 1
const readsEveryMs = 200
/** Longer than any run. */
const seconds = 7_200

/** Orders paid by card, some sent by FedEx, and shoppers who look at products and at their orders, at a constant rate until it is stopped. */
export async function startTraffic(shop: TestPlatform): Promise<() => Promise<void>> {
  const { edge } = shop
  const ended = new AbortController()
  const { signal } = ended
  const ordering = shop.load({ rate: ordersPerSecond, seconds, pay: 'card', signal })
  await shop.accepted(5 * ordersPerSecond)
  const sending = shop.load({ rate: parcelsPerSecond, seconds, carrier: 'fedex', signal })
  const token = await edge.token('demo-0001', 'customer')
  const newest = await edge.request({ method: 'GET', path: '/v1/orders?limit=1', token })
  const orderId = /"orderId":"([0-9a-f-]{36})"/.exec(newest.text)?.[1]
  if (!orderId) throw new Error(`expected an order of demo-0001, found ${newest.text}`)
  const paths = ['/v1/products/DEMO-01', `/v1/orders/${orderId}`, `/v1/orders/${orderId}/overview`]
  // A shopper whose request fails tries again with the next one.
  const readAll = () =>
    Promise.allSettled(paths.map((path) => edge.request({ method: 'GET', path, token })))
  const stopReading = repeatedly(readsEveryMs, readAll)
  return async () => {
    ended.abort()
    await stopReading()
    await Promise.all([ordering, sending])
  }
}
