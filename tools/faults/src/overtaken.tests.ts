import { expect, it } from 'vitest'
import { methods, moneyShop } from './money-shop.ts'
import type { TestPlatform } from './test-platform.ts'

/** What providers tell of orders after the parcel has left, or before they tell of the capture. */
export function overtakenMoneyTests(open: () => TestPlatform): void {
  const { post, read, until, becomes, orderBecomes, place, happen, query, ...money } =
    moneyShop(open)
  const { stopFedex, startFedex, allAgrees } = money

  /** An order whose parcel gets its label once FedEx sells labels again. */
  async function confirmed(method: object): Promise<string> {
    const orderId = await place(method, 'fedex')
    await orderBecomes(orderId, { status: 'confirmed' })
    return orderId
  }
  /**
   * Once shipping has the order it is to know that the money is not held any more: no manifest takes the parcel. It does not know the
   * end of an authorisation where Stripe's webhook has overtaken the answer.
   */
  async function refuseToManifests(orderId: string) {
    const ended = `update parcels set held_until = now() where order_id = '${orderId}' returning 1`
    await until(async () => expect(await query('shipping', ended)).toHaveLength(1))
  }
  async function driverScans(orderId: string) {
    const labelled = { trackingNumber: expect.any(String) }
    await until(async () => expect(await read(`/v1/parcels/${orderId}`)).toMatchObject(labelled))
    const { trackingNumber } = await read<{ trackingNumber: string }>(`/v1/parcels/${orderId}`)
    await post(`/sandbox/parcels/${trackingNumber}/scans`, { status: 'in_transit' })
  }

  /** The lists of events, which have what no webhook told: read after this time, unless they are being read. */
  const readLists = (at: string) =>
    query('payments', `update provider_events set due_at = ${at} where lease is null returning 1`)

  it('the capture is due of a parcel that left before its provider told that the authorisation had ended', async () => {
    await stopFedex()
    const orders = await Promise.all(
      [...methods, ...methods].map(([, method]) => confirmed(method)),
    )
    const scanned = orders.slice(methods.length)
    for (const orderId of scanned) await refuseToManifests(orderId)
    await until(async () =>
      expect(await readLists(`now() + interval '10 minutes'`)).toHaveLength(methods.length),
    )
    for (const orderId of orders) await happen(orderId, 'expire', { webhook: false })
    await startFedex()
    for (const orderId of scanned) await driverScans(orderId)
    for (const orderId of orders) await orderBecomes(orderId, { status: 'shipped' })
    await readLists('now()')
    for (const orderId of orders) {
      await becomes(orderId, { status: 'expired', captureStatus: 'due', capturedMinor: 0 })
      await orderBecomes(orderId, { status: 'shipped' })
    }
    await allAgrees()
  })

  it.each(methods)(
    '%s: a refund of a part that is told before the capture of an order that has not left is booked once',
    async (_, method) => {
      await stopFedex()
      const orderId = await confirmed(method)
      await happen(orderId, 'capture', { delayMs: 2_000 })
      await happen(orderId, 'refund', { share: 0.3 })
      await becomes(orderId, { refundedMinor: 90 })
      await becomes(orderId, { status: 'captured', capturedMinor: 300, refundedMinor: 90 })
      await startFedex()
      await orderBecomes(orderId, { status: 'shipped', refunds: [{ status: 'completed' }] })
      await allAgrees()
    },
  )

  it('PayPal: a dispute that is told before its pending capture is completed is booked once', async () => {
    const orderId = await place({ type: 'paypal', token: 'capture-pending' })
    await becomes(orderId, { captureStatus: 'pending' })
    await happen(orderId, 'settle', { outcome: 'succeed', delayMs: 2_000 })
    await happen(orderId, 'dispute', { outcome: 'open' })
    await becomes(orderId, { disputedMinor: 300 })
    await becomes(orderId, { status: 'captured', captureStatus: null, capturedMinor: 300 })
    await allAgrees()
    await happen(orderId, 'dispute', { outcome: 'won' })
    await becomes(orderId, { disputedMinor: 0, chargedBackMinor: 0 })
    await allAgrees()
  })
}
