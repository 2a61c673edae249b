import { randomUUID } from 'node:crypto'
import { reconcile } from '@stoa/verify'
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { currency, openShop, skus } from './accepted-requests/shop.ts'
import { metric } from './metrics.ts'
import { type TestPlatform, violated } from './test-platform.ts'

const customer = 'ada@example.com'
const wallet = { type: 'paypal', token: 'needs-approval' } as const
const card = { type: 'card', token: 'pm_card_authenticationRequired' } as const
const patience = { timeout: 30_000, interval: 100 }

/** A customer of the shop, who buys a product of their own in each test. */
function openShopper(open: () => TestPlatform) {
  let shop: TestPlatform
  let token: string
  let sku: string
  let availableBefore: number
  let unused = skus

  beforeAll(async () => {
    shop = open()
    await openShop(shop.edge)
    // The shop's first order has its stock reserved, so that it changes no count below.
    await sound()
    token = await shop.edge.token(customer, 'customer')
  })
  beforeEach(() => {
    sku = unused[0] ?? ''
    unused = unused.slice(1)
  })

  const send = async (method: 'GET' | 'POST', path: string, body?: object) => {
    const { status, text } = await shop.edge.request({
      ...{ method, path, token },
      ...(body && { body: JSON.stringify(body) }),
    })
    expect(status, `${method} ${path}: ${text}`).toBeLessThan(300)
    return JSON.parse(text)
  }
  const order = (orderId: string) => send('GET', `/v1/orders/${orderId}`)
  const payment = (orderId: string) => send('GET', `/v1/payments/${orderId}`)
  const available = async (): Promise<number> => (await send('GET', `/v1/stock/${sku}`)).available
  /** Pieces that the order has taken out of what is available. */
  const held = async () => availableBefore - (await available())
  const shopper = (orderId: string, action: 'pass' | 'fail', webhook = true) =>
    send('POST', `/sandbox/payments/${orderId}/shopper`, { action, webhook })

  /** Places an order and waits until its payment waits for the shopper. */
  async function placeAndWait(method: typeof wallet | typeof card): Promise<string> {
    availableBefore = await available()
    const address = { name: 'A', street: '1 B', city: 'London', postcode: 'N1 9GU', country: 'GB' }
    const body = {
      ...{ lines: [{ sku, quantity: 1 }], currency, payment: method },
      delivery: { carrier: 'own-fleet', address },
    }
    const { status, text } = await shop.edge.request({
      ...{ method: 'POST', path: '/v1/orders', token, body: JSON.stringify(body) },
      idempotencyKey: randomUUID(),
    })
    expect(status, text).toBe(202)
    const { orderId } = JSON.parse(text)
    await vi.waitFor(
      async () => expect((await order(orderId)).payment.action).toBeDefined(),
      patience,
    )
    return orderId
  }
  const becomes = (orderId: string, status: string) =>
    vi.waitFor(async () => expect((await order(orderId)).status).toBe(status), patience)
  const sound = async () => expect(violated(await shop.verify())).toEqual([])
  /** Captures of orders before may still be under way. */
  async function agrees() {
    await sound()
    const compared = () => reconcile(shop.edge, { withinSeconds: 0, timeoutMs: 60_000 })
    await vi.waitFor(
      async () => expect(await compared()).toMatchObject({ unexplained: 0, differences: [] }),
      patience,
    )
  }

  return { send, order, payment, held, shopper, placeAndWait, becomes, sound, agrees }
}

/** Payments that wait for their shopper. */
export function shopperTests(open: () => TestPlatform): void {
  const { send, order, payment, held, shopper, placeAndWait, becomes, sound, agrees } =
    openShopper(open)

  it.each([
    [
      'a card',
      card,
      { type: 'confirm_card', clientSecret: expect.stringMatching(/^pi_.+_secret/) },
    ],
    ['a wallet', wallet, { type: 'approve', url: expect.stringMatching(/^https:.+paypal/) }],
  ])(
    '%s waits with its stock held until its shopper has acted, and then ships',
    async (_, method, action) => {
      const orderId = await placeAndWait(method)
      expect(await payment(orderId)).toMatchObject({ status: 'pending', action })
      expect((await order(orderId)).status).toBe('placed')
      expect(await held()).toBe(1)
      await vi.waitFor(
        async () =>
          expect(await metric(open().platform.state, 'payments', 'payments_awaiting_shopper')).toBe(
            1,
          ),
        patience,
      )
      await sound()
      await shopper(orderId, 'pass')
      await becomes(orderId, 'shipped')
      const captured = { status: 'captured', action: null }
      await vi.waitFor(async () => expect(await payment(orderId)).toMatchObject(captured), patience)
      await agrees()
    },
  )

  it.each([
    ['a card', card],
    ['a wallet', wallet],
  ])('%s whose webhook was lost goes on when its shopper returns', async (_, method) => {
    const orderId = await placeAndWait(method)
    await shopper(orderId, 'pass', false)
    await send('POST', `/v1/payments/${orderId}/check`)
    await becomes(orderId, 'shipped')
    await sound()
  })

  it('a payment that is asked about too early still waits', async () => {
    const orderId = await placeAndWait(card)
    const before = await payment(orderId)
    await send('POST', `/v1/payments/${orderId}/check`)
    await sound()
    expect(await payment(orderId)).toEqual(before)
    await shopper(orderId, 'pass')
    await becomes(orderId, 'shipped')
  })

  it('a card whose owner fails the bank’s check cancels the order and releases its stock', async () => {
    const orderId = await placeAndWait(card)
    await shopper(orderId, 'fail')
    await becomes(orderId, 'cancelled')
    expect(await order(orderId)).toMatchObject({ reason: 'authentication_failure' })
    expect(await held()).toBe(0)
    await agrees()
  })

  it('a customer cancels while the payment waits, and a later approval takes nothing', async () => {
    const orderId = await placeAndWait(wallet)
    await send('POST', `/v1/orders/${orderId}/cancel`, { reason: 'changed my mind' })
    await becomes(orderId, 'cancelled')
    await shopper(orderId, 'pass')
    await sound()
    expect(await payment(orderId)).toMatchObject({ status: 'voided', capturedMinor: 0 })
  })

  it.each(['payments', 'orders'])(
    'kill -9 of %s while the payment waits changes nothing',
    async (victim) => {
      const orderId = await placeAndWait(card)
      await open().platform.kill(victim, 'SIGKILL')
      await shopper(orderId, 'pass')
      await becomes(orderId, 'shipped')
      await sound()
    },
  )
}

/** Shoppers who never act, on a platform that gives them little time. */
export function absentShopperTests(open: () => TestPlatform): void {
  const { order, payment, held, shopper, placeAndWait, becomes, agrees } = openShopper(open)

  it.each([
    ['a card', card],
    ['a wallet', wallet],
  ])('%s whose shopper never acts cancels the order when the time is over', async (_, method) => {
    const orderId = await placeAndWait(method)
    await becomes(orderId, 'cancelled')
    expect(await order(orderId)).toMatchObject({ reason: 'shopper_absent' })
    await vi.waitFor(
      async () => expect(await payment(orderId)).toMatchObject({ status: 'voided' }),
      patience,
    )
    expect(await held()).toBe(0)
    await agrees()
  })
  it.each([
    ['a card', card],
    ['a wallet', wallet],
  ])('%s whose webhook was lost ships when the time is over', async (_, method) => {
    const orderId = await placeAndWait(method)
    await shopper(orderId, 'pass', false)
    await becomes(orderId, 'shipped')
    await agrees()
  })
}
