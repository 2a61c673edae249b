import { randomUUID } from 'node:crypto'
import { requestJson } from '@stoa/load'
import { queryAsSuperuser } from '@stoa/run/query'
import { reconcile } from '@stoa/verify'
import { beforeAll, expect, vi } from 'vitest'
import { openShop, skus } from './accepted-requests/shop.ts'
import { type TestPlatform, violated } from './test-platform.ts'

interface Payment {
  readonly status: string
  readonly captureStatus: string | null
  readonly capturedMinor: number
  readonly refundedMinor: number
  readonly disputedMinor: number
  readonly chargedBackMinor: number
}
export const card = { type: 'card', token: 'pm_card_visa' }
export const wallet = { type: 'paypal', token: 'PAYPAL-DEMO' }
export const methods = [
  ['Stripe', card],
  ['PayPal', wallet],
] as const

/** What tests of money do in the shop of a platform; it opens before the first of them. */
export function moneyShop(open: () => TestPlatform) {
  let shop: TestPlatform
  let staff: string

  beforeAll(async () => {
    shop = open()
    await openShop(shop.edge)
    staff = await shop.edge.token('staff', 'operator')
  })

  const post = <T = { orderId: string; events?: number }>(
    path: string,
    body: object,
    more: object = {},
  ) =>
    requestJson<T>(shop.edge, {
      ...{ method: 'POST', path, body: JSON.stringify(body), token: staff, ...more },
    })
  const read = <T>(path: string) => requestJson<T>(shop.edge, { method: 'GET', path, token: staff })
  const until = (check: () => Promise<void>) =>
    vi.waitFor(check, { timeout: 30_000, interval: 100 })
  const payment = (orderId: string) => read<Payment>(`/v1/payments/${orderId}`)
  const becomes = (orderId: string, expected: Partial<Payment>) =>
    until(async () => expect(await payment(orderId)).toMatchObject(expected))
  const orderBecomes = (orderId: string, expected: object) =>
    until(async () => expect(await read(`/v1/orders/${orderId}`)).toMatchObject(expected))

  async function place(method: object, carrier = 'own-fleet', quantity = 3): Promise<string> {
    const token = await shop.edge.token('first-buyer', 'customer')
    const address = {
      ...{ name: 'Ada', street: '1 Byron St', city: 'London', postcode: 'N1 9GU', country: 'GB' },
      phone: '+442071234567',
    }
    const lines = [{ sku: skus[0], quantity }]
    const body = { lines, currency: 'GBP', payment: method, delivery: { carrier, address } }
    const { orderId } = await post('/v1/orders', body, { token, idempotencyKey: randomUUID() })
    return orderId
  }
  async function captured(method: object, quantity = 3): Promise<string> {
    const orderId = await place(method, 'own-fleet', quantity)
    await becomes(orderId, { status: 'captured' })
    await orderBecomes(orderId, { status: 'shipped' })
    return orderId
  }
  /** Something happens at the provider; at least one event tells of it. */
  async function happen(orderId: string, what: string, body: object = {}) {
    const { events = 0 } = await post(`/sandbox/payments/${orderId}/${what}`, body)
    expect(events).toBeGreaterThan(0)
  }
  const query = <Row extends object>(database: string, text: string) =>
    queryAsSuperuser<Row>(shop.platform.state, database, text)
  const fedex = '/sandbox/faults/fedex'
  /** From here on FedEx sells no label: its orders stay confirmed. */
  const stopFedex = () =>
    requestJson(shop.edge, { method: 'PUT', path: fedex, body: '{"kind":"down"}' })
  const startFedex = () => shop.edge.request({ method: 'DELETE', path: fedex })
  const compared = () => reconcile(shop.edge, { withinSeconds: 0, timeoutMs: 60_000 })
  async function allAgrees() {
    expect(violated(await shop.verify())).toEqual([])
    expect(await compared()).toMatchObject({ unexplained: 0, differences: [] })
  }

  return {
    ...{ post, read, until, payment, becomes, orderBecomes, place, captured, happen },
    ...{ query, stopFedex, startFedex, allAgrees },
  }
}
