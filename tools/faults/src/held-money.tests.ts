import { randomUUID } from 'node:crypto'
import { requestJson } from '@stoa/load'
import { queryAsSuperuser } from '@stoa/run/query'
import { beforeAll, expect, it, vi } from 'vitest'
import { currency, openShop, skus } from './accepted-requests/shop.ts'
import { metric } from './metrics.ts'
import { type TestPlatform, violated } from './test-platform.ts'

interface ManifestLine {
  readonly trackingNumber: string
  readonly result: string
  readonly heldUntil?: string
}
interface ReadyParcel {
  readonly orderId: string
  readonly trackingNumber: string
}

const card = { type: 'card', token: 'pm_card_visa' }
const wallet = { type: 'paypal', token: 'PAYPAL-DEMO' }
const totalMinor = 300

/** Parcels whose authorisation ends before they leave. */
export function heldMoneyTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  let staff: string

  beforeAll(async () => {
    shop = open()
    await openShop(shop.edge)
    staff = await shop.edge.token('staff', 'operator')
  })

  const post = <T>(path: string, body: object, more: object = {}) =>
    requestJson<T>(shop.edge, {
      ...{ method: 'POST', path, body: JSON.stringify(body), token: staff, ...more },
    })
  const read = <T>(path: string) => requestJson<T>(shop.edge, { method: 'GET', path, token: staff })
  const until = <T>(check: () => Promise<T>) =>
    vi.waitFor(check, { timeout: 30_000, interval: 100 })
  const write = (database: string, query: string) =>
    queryAsSuperuser(shop.platform.state, database, `${query} returning 1`)
  const becomes = (path: string, expected: object) =>
    until(async () => expect(await read(path)).toMatchObject(expected))
  const unpaid = async () =>
    (await metric(shop.platform.state, 'shipping', 'shipping_unpaid_parcels')) ?? 0
  /** Parcels that tests before have left unpaid. */
  let others = 0
  const readyParcel = async (orderId: string) => {
    const { parcels } = await read<{ parcels: ReadyParcel[] }>('/v1/parcels/ready?limit=500')
    return parcels.find((one) => one.orderId === orderId)
  }
  const manifest = async (trackingNumber: string) => {
    const body = { carrier: 'own-fleet', trackingNumbers: [trackingNumber] }
    const { parcels } = await post<{ parcels: ManifestLine[] }>('/v1/parcels/manifests', body)
    return parcels
  }

  /** Places an order, and resolves once its parcel is ready. */
  async function ready(payment: object) {
    const address = { name: 'A', street: '1 B', city: 'London', postcode: 'N1 9GU', country: 'GB' }
    const body = {
      ...{ lines: [{ sku: skus[0], quantity: 3 }], currency, payment },
      delivery: { carrier: 'own-fleet', address },
    }
    const token = await shop.edge.token('first-buyer', 'customer')
    const { orderId } = await post<{ orderId: string }>('/v1/orders', body, {
      ...{ token, idempotencyKey: randomUUID() },
    })
    await becomes(`/v1/orders/${orderId}`, { status: 'ready' })
    const trackingNumber = (await readyParcel(orderId))?.trackingNumber ?? ''
    return { orderId, trackingNumber }
  }

  /** A ready order whose authorisation has ended, by all that shipping knows. */
  async function ended(payment: object) {
    const parcel = await ready(payment)
    const { orderId, trackingNumber } = parcel
    others = await unpaid()
    const isHeld = `order_id = '${orderId}' and held_until > now()`
    expect(
      await write('shipping', `update parcels set held_until = now() where ${isHeld}`),
    ).toHaveLength(1)
    expect(await manifest(trackingNumber)).toEqual([
      { trackingNumber, result: 'money_not_held', heldUntil: expect.any(String) },
    ])
    expect(await readyParcel(orderId)).toBeUndefined()
    expect(await read(`/v1/orders/${orderId}`)).toMatchObject({ status: 'ready' })
    await until(async () => expect(await unpaid()).toBe(others + 1))
    return parcel
  }

  async function leaves({ orderId, trackingNumber }: ReadyParcel) {
    expect(await manifest(trackingNumber)).toEqual([{ trackingNumber, result: 'handed_over' }])
    await becomes(`/v1/orders/${orderId}`, { status: 'shipped' })
    const captured = { status: 'captured', capturedMinor: totalMinor }
    await becomes(`/v1/payments/${orderId}`, captured)
    expect(violated(await shop.verify())).toEqual([])
    await until(async () => expect(await unpaid()).toBe(others))
  }
  const isReadyAgain = ({ orderId }: ReadyParcel) =>
    until(async () => expect(await readyParcel(orderId)).toBeDefined())

  it.each([
    ['Stripe', card],
    ['PayPal', wallet],
  ])(
    '%s: a manifest refuses a parcel whose authorisation has ended, and takes it once staff have captured its money',
    async (_, method) => {
      const parcel = await ended(method)
      await post(`/sandbox/payments/${parcel.orderId}/capture`, {})
      await isReadyAgain(parcel)
      await leaves(parcel)
    },
  )

  it('PayPal: a manifest takes a refused parcel once its authorisation is renewed', async () => {
    const parcel = await ended(wallet)
    const { orderId } = parcel
    // PayPal renews from the fourth day on. The sandbox reads its records when it starts.
    const before = new Date(Date.now() - 5 * 86_400_000).toISOString()
    const made = `jsonb_set(body::jsonb, '{createTime}', '"${before}"')`
    const isOrder = `kind = 'paypal_order' and ref = '${orderId}'`
    expect(
      await write('sandbox', `update objects set body = ${made}::json where ${isOrder}`),
    ).toHaveLength(1)
    await shop.platform.restart('sandbox')
    await shop.platform.whenReady('sandbox')
    await write('payments', `update payments set renew_at = now() where order_id = '${orderId}'`)
    // Renewals that are due begin at the start, and then once a minute.
    await shop.platform.restart('payments')
    await shop.platform.whenReady('payments')
    await isReadyAgain(parcel)
    await leaves(parcel)
  })

  it('a refused parcel stays when its provider tells of the end, and a manifest takes that of a new order with a new payment', async () => {
    const { orderId } = await ended(wallet)
    await post(`/sandbox/payments/${orderId}/expire`, {})
    await becomes(`/v1/orders/${orderId}`, { status: 'cancelled', reason: 'authorisation_expired' })
    await becomes(`/v1/parcels/${orderId}`, { status: 'cancelled' })
    await becomes(`/v1/payments/${orderId}`, { status: 'expired', capturedMinor: 0 })
    await leaves(await ready(wallet))
  })
  it.each([
    ['Stripe', card],
    ['PayPal', wallet],
  ])(
    '%s: a ready parcel does not leave once staff have refunded all of its money, and a refund that fails is made again',
    async (_, method) => {
      const { orderId } = await ready(method)
      await post(`/sandbox/payments/${orderId}/capture`, {})
      await becomes(`/v1/payments/${orderId}`, { status: 'captured' })
      await post(`/sandbox/payments/${orderId}/refund`, {})
      const cancelled = { status: 'cancelled', reason: 'payment_refunded' }
      await becomes(`/v1/orders/${orderId}`, cancelled)
      await becomes(`/v1/parcels/${orderId}`, { status: 'cancelled' })
      const givenBack = { status: 'voided', refundedMinor: totalMinor }
      await becomes(`/v1/payments/${orderId}`, givenBack)
      expect(await readyParcel(orderId)).toBeUndefined()
      await post(`/sandbox/payments/${orderId}/settle`, { outcome: 'fail' })
      await becomes(`/v1/orders/${orderId}`, { ...cancelled, refunds: [{ status: 'failed' }] })
      await becomes(`/v1/payments/${orderId}`, givenBack)
      expect(violated(await shop.verify())).toEqual([])
    },
  )
}
