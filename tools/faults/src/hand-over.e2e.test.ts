import { openHistory, prepareLoad, requestJson, requestUntilFinal } from '@stoa/load'
import { until } from '@stoa/run'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelOrder } from './cancels/cancel-one.ts'
import { type End, endOf, judgeEnds } from './cancels/ends.ts'
import { placeOrder } from './cancels/place-order.ts'
import { heldMoneyTests } from './held-money.tests.ts'
import { openTestPlatform, type TestPlatform, violated } from './test-platform.ts'

let shop: TestPlatform

beforeAll(async () => {
  // Nothing leaves before the test hands it over.
  shop = await openTestPlatform({
    env: {
      sandbox: { WAREHOUSE_PAUSE_MS: '600000' },
      payments: { EXPIRING_AUTHORISATIONS: 'renew' },
    },
  })
})
afterAll(() => shop?.close())

const orders = 60
const giveUpAfterMs = 60_000

interface ReadyParcels {
  readonly parcels: readonly { readonly orderId: string; readonly trackingNumber: string }[]
}

/** Places orders and waits until a parcel of each is ready. */
async function readyOrders() {
  const { edge, home } = shop
  const spec = { pay: 'account', carrier: 'own-fleet', hot: false, customers: 10, orders } as const
  const { buyers, bodies } = await prepareLoad(edge, spec)
  const history = openHistory(home)
  const placed = []
  for (let number = 0; number < orders; number += 1) {
    const [buyer, body] = [buyers[number % buyers.length], bodies[number]]
    if (buyer && body)
      placed.push({ orderId: await placeOrder({ edge, history }, buyer, body), buyer })
  }
  await history.close()
  const warehouse = await edge.token('warehouse', 'warehouse')
  const own = new Set(placed.map(({ orderId }) => orderId))
  let parcels: ReadyParcels['parcels'] = []
  await until(
    'a ready parcel of each order',
    async () => {
      const path = '/v1/parcels/ready?limit=500'
      const ready = await requestJson<ReadyParcels>(edge, { method: 'GET', path, token: warehouse })
      parcels = ready.parcels.filter(({ orderId }) => own.has(orderId))
      return parcels.length === orders
    },
    giveUpAfterMs,
  )
  return { placed, warehouse, parcels }
}

it.each(['shipping', 'orders', 'inventory', 'payments', 'postgres'])(
  'kill -9 of %s while parcels are handed over and cancelled leaves every order whole',
  async (victim) => {
    const { edge, platform } = shop
    const { placed, warehouse, parcels } = await readyOrders()
    const numbers = parcels.map(({ trackingNumber }) => trackingNumber)
    const handOver = async (trackingNumbers: readonly string[]) => {
      const body = JSON.stringify({ carrier: 'own-fleet', trackingNumbers })
      const path = '/v1/parcels/manifests'
      const request = { method: 'POST', path, token: warehouse, body } as const
      return requestUntilFinal(edge, request, giveUpAfterMs)
    }
    const cancelled = placed.map(async ({ orderId, buyer }, number) => {
      if (number % 2 === 1) return { orderId, buyer }
      let answer: number | undefined
      await until(
        'a final answer to a cancellation',
        async () => {
          answer = await cancelOrder(edge, orderId, buyer).catch(() => 503)
          return answer === 202 || answer === 409
        },
        giveUpAfterMs,
      )
      return { orderId, buyer, answer }
    })
    const manifests = []
    for (let at = 0; at < numbers.length; at += 10)
      manifests.push(handOver(numbers.slice(at, at + 10)))
    await platform.kill(victim, 'SIGKILL')
    expect((await Promise.all(manifests)).map(({ status }) => status)).toEqual(
      manifests.map(() => 200),
    )
    const all = await Promise.all(cancelled)
    await platform.whenReady(victim)

    // What was cancelled has left by now as well: the manifests name every parcel.
    const again = await handOver(numbers)
    const { parcels: lines } = JSON.parse(again.text) as { parcels: { result: string }[] }
    const ends: End[] = []
    for (const order of all) {
      const view = await endOf(edge, order)
      ends.push({ order, view, taken: view.status === 'cancelled' })
    }
    expect(violated(await shop.verify())).toEqual([])
    const { faults } = await judgeEnds(shop, ends)
    expect(faults).toEqual([])
    const shipped = ends.filter(({ view }) => view.status === 'shipped')
    expect(lines.filter(({ result }) => result === 'handed_over')).toHaveLength(shipped.length)
    expect(shipped.length).toBeGreaterThanOrEqual(orders / 2)
  },
)

describe('held money', () => heldMoneyTests(() => shop))
