import { beforeAll, expect, it } from 'vitest'
import { metric } from './metrics.ts'
import { methods, moneyShop, wallet } from './money-shop.ts'
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

const totalMinor = 300

/** Parcels whose authorisation ends before they leave. */
export function heldMoneyTests(open: () => TestPlatform): void {
  let shop: TestPlatform
  const { post, read, until, becomes, orderBecomes, place, query } = moneyShop(open)

  beforeAll(() => {
    shop = open()
  })

  const write = (database: string, text: string) => query(database, `${text} returning 1`)
  const parcelIsCancelled = (orderId: string) =>
    until(async () =>
      expect(await read(`/v1/parcels/${orderId}`)).toMatchObject({ status: 'cancelled' }),
    )
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
    const orderId = await place(payment)
    await orderBecomes(orderId, { status: 'ready' })
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
    await orderBecomes(orderId, { status: 'shipped' })
    const captured = { status: 'captured', capturedMinor: totalMinor }
    await becomes(orderId, captured)
    expect(violated(await shop.verify())).toEqual([])
    await until(async () => expect(await unpaid()).toBe(others))
  }
  const isReadyAgain = ({ orderId }: ReadyParcel) =>
    until(async () => expect(await readyParcel(orderId)).toBeDefined())

  it.each(methods)(
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
    await orderBecomes(orderId, { status: 'cancelled', reason: 'authorisation_expired' })
    await parcelIsCancelled(orderId)
    await becomes(orderId, { status: 'expired', capturedMinor: 0 })
    await leaves(await ready(wallet))
  })
  it.each(methods)(
    '%s: a ready parcel does not leave once staff have refunded all of its money, and a refund that fails is made again',
    async (_, method) => {
      const { orderId } = await ready(method)
      await post(`/sandbox/payments/${orderId}/capture`, {})
      await becomes(orderId, { status: 'captured' })
      await post(`/sandbox/payments/${orderId}/refund`, {})
      const cancelled = { status: 'cancelled', reason: 'payment_refunded' }
      await orderBecomes(orderId, cancelled)
      await parcelIsCancelled(orderId)
      const givenBack = { status: 'voided', refundedMinor: totalMinor }
      await becomes(orderId, givenBack)
      expect(await readyParcel(orderId)).toBeUndefined()
      await post(`/sandbox/payments/${orderId}/settle`, { outcome: 'fail' })
      await orderBecomes(orderId, { ...cancelled, refunds: [{ status: 'failed' }] })
      await becomes(orderId, givenBack)
      expect(violated(await shop.verify())).toEqual([])
    },
  )
}
