import { randomUUID } from 'node:crypto'
import { requestJson } from '@stoa/load'
import { beforeAll, expect, it, vi } from 'vitest'
import { card, methods, moneyShop, wallet } from './money-shop.ts'
import type { TestPlatform } from './test-platform.ts'

/** What providers do by themselves. */
export function providerMoneyTests(open: () => TestPlatform): void {
  const money = moneyShop(open)
  const { post, read, until, payment, becomes, orderBecomes, place, captured, happen } = money
  const { stopFedex, startFedex, allAgrees } = money
  const inPayments = <Row extends object>(text: string) => money.query<Row>('payments', text)
  let shop: TestPlatform

  beforeAll(() => {
    shop = open()
  })

  it.each(methods)(
    '%s: a refund on its dashboard, in parts and beside ours, is booked once',
    async (_, method) => {
      const orderId = await captured(method)
      const refund = { amountMinor: 30, currency: 'GBP', reason: 'broken' }
      await post(`/v1/orders/${orderId}/refunds`, refund, { idempotencyKey: randomUUID() })
      await becomes(orderId, { refundedMinor: 30 })
      await happen(orderId, 'refund', { share: 0.5 })
      await happen(orderId, 'refund')
      await becomes(orderId, { refundedMinor: 300 })
      const completed = { status: 'completed' }
      await orderBecomes(orderId, { refunds: [completed, completed, completed] })
      await allAgrees()
    },
  )

  it.each(methods)(
    '%s: a refund that fails after it was made is failed everywhere',
    async (_, method) => {
      const orderId = await captured(method)
      await happen(orderId, 'refund')
      await becomes(orderId, { refundedMinor: 300 })
      await orderBecomes(orderId, { refunds: [{ status: 'completed' }] })
      await happen(orderId, 'settle', { outcome: 'fail' })
      await becomes(orderId, { refundedMinor: 0 })
      await orderBecomes(orderId, { refunds: [{ status: 'failed' }] })
      await allAgrees()
    },
  )

  it.each([
    ['Stripe', { type: 'card', token: 'pm_card_pendingRefund' }],
    ['PayPal', { type: 'paypal', token: 'refund-pending' }],
  ])('%s: a refund that is pending is made, or fails and is refused', async (_, method) => {
    const [made, orderId] = await Promise.all([captured(method), captured(method)])
    const refund = { amountMinor: 100, currency: 'GBP', reason: 'broken' }
    for (const one of [made, orderId]) {
      await post(`/v1/orders/${one}/refunds`, refund, { idempotencyKey: randomUUID() })
      await until(async () =>
        expect(await payment(one)).toMatchObject({ refunds: [{ status: 'pending' }] }),
      )
    }
    await allAgrees()
    await happen(made, 'settle', { outcome: 'succeed' })
    await happen(orderId, 'settle', { outcome: 'fail' })
    await orderBecomes(made, { refunds: [{ status: 'completed' }] })
    await orderBecomes(orderId, { refunds: [{ status: 'refused' }] })
    await allAgrees()
  })

  it.each([
    ['Stripe', { type: 'card', token: 'pm_card_pendingCapture' }, { captureStatus: 'due' }],
    ['PayPal', { type: 'paypal', token: 'capture-pending' }, { status: 'captured' }],
  ])(
    '%s: a capture that is pending is settled, or fails and is tried again',
    async (_, method, end) => {
      const [made, failed] = await Promise.all([place(method), place(method)])
      for (const orderId of [made, failed]) await becomes(orderId, { captureStatus: 'pending' })
      await allAgrees()
      await happen(made, 'settle', { outcome: 'succeed' })
      await happen(failed, 'settle', { outcome: 'fail' })
      await becomes(made, { status: 'captured' })
      await becomes(failed, { captureStatus: 'due' })
      for (const orderId of [made, failed]) await orderBecomes(orderId, { status: 'shipped' })
      await allAgrees()
      // Its next attempt would be made in a minute, in the midst of a later test.
      await inPayments(`update payments set due_at = now() where order_id = '${failed}'`)
      const tried = `select from payments where order_id = '${failed}' and (capture_attempt > 1 or captured_minor > 0)`
      await until(async () => expect(await inPayments(tried)).toHaveLength(1))
      await becomes(failed, end)
      await allAgrees()
    },
  )

  it('PayPal: a capture that it takes back leaves the payment of a shipped order due', async () => {
    const orderId = await captured(wallet)
    await happen(orderId, 'settle', { outcome: 'reverse' })
    await becomes(orderId, { captureStatus: 'due' })
    await orderBecomes(orderId, { status: 'shipped' })
    await allAgrees()
  })

  it('PayPal: an authorisation that it reviews books no parcel before it is approved, none at all if it is denied', async () => {
    const reviewed = { type: 'paypal', token: 'review' }
    const [approved, denied] = await Promise.all([place(reviewed), place(reviewed)])
    const orders = [approved, denied].map((orderId) => `'${orderId}'`)
    const reviews = `select 1 from payments where order_id in (${orders}) and review is not null`
    await until(async () => expect(await inPayments(reviews)).toHaveLength(2))
    await allAgrees()
    for (const orderId of [approved, denied])
      expect(await read(`/v1/orders/${orderId}`)).toMatchObject({ status: 'placed' })
    await happen(approved, 'settle', { outcome: 'succeed' })
    await happen(denied, 'settle', { outcome: 'fail' })
    await becomes(approved, { status: 'captured' })
    await orderBecomes(approved, { status: 'shipped' })
    await becomes(denied, { status: 'declined' })
    await orderBecomes(denied, { status: 'cancelled' })
    await allAgrees()
  })

  it.each(methods)('%s: disputes are opened, won, lost and appealed', async (_, method) => {
    const [won, lost] = await Promise.all([captured(method), captured(method)])
    for (const orderId of [won, lost]) {
      await happen(orderId, 'dispute', { outcome: 'open' })
      await becomes(orderId, { disputedMinor: 300 })
    }
    const { disputes } = await read<{ disputes: { orderId: string }[] }>('/v1/disputes?limit=1000')
    expect(disputes.map((one) => one.orderId)).toEqual(expect.arrayContaining([won, lost]))
    await allAgrees()
    await happen(won, 'dispute', { outcome: 'won' })
    await happen(lost, 'dispute', { outcome: 'lost' })
    await becomes(won, { disputedMinor: 0, chargedBackMinor: 0 })
    await becomes(lost, { disputedMinor: 0, chargedBackMinor: 300 })
    for (const outcome of ['appeal', 'won']) await happen(lost, 'dispute', { outcome })
    await becomes(lost, { disputedMinor: 0, chargedBackMinor: 0 })
    await allAgrees()
  })

  it.each(methods)(
    '%s: events that come late and in another order have the same end',
    async (_, method) => {
      const orderId = await captured(method)
      await happen(orderId, 'dispute', { outcome: 'open', delayMs: 1_500 })
      await happen(orderId, 'dispute', { outcome: 'lost' })
      await becomes(orderId, { chargedBackMinor: 300 })
      const late = await captured(method)
      await happen(late, 'refund', { share: 0.5, delayMs: 1_500 })
      await happen(late, 'settle', { outcome: 'fail' })
      const marker = await captured(method)
      await happen(marker, 'refund', { delayMs: 2_000 })
      await becomes(marker, { refundedMinor: 300 })
      await becomes(late, { refundedMinor: 0 })
      await becomes(orderId, { disputedMinor: 0, chargedBackMinor: 300 })
      await allAgrees()
    },
  )

  it.each(methods)(
    '%s: an authorisation that expires cancels an order that is under way',
    async (_, method) => {
      await stopFedex()
      const orderId = await place(method, 'fedex')
      await orderBecomes(orderId, { status: 'confirmed' })
      await happen(orderId, 'expire')
      await becomes(orderId, { status: 'expired' })
      await startFedex()
      await orderBecomes(orderId, { status: 'cancelled', reason: 'authorisation_expired' })
      await allAgrees()
    },
  )

  it.each([
    ['Stripe', card, { capturedMinor: 120, captureStatus: 'due' }],
    ['PayPal', wallet, { capturedMinor: 300, captureStatus: null }],
  ] as const)(
    '%s: a part that its dashboard captured is booked as that',
    async (_, method, end) => {
      await stopFedex()
      const orderId = await place(method, 'fedex')
      await orderBecomes(orderId, { status: 'confirmed' })
      await happen(orderId, 'capture', { share: 0.4 })
      await becomes(orderId, { capturedMinor: 120 })
      await startFedex()
      await orderBecomes(orderId, { status: 'shipped' })
      await becomes(orderId, { status: 'captured', ...end })
      await allAgrees()
    },
  )

  it('Stripe: what it captured of an order that PayPal took is given back, and once more when that fails', async () => {
    const body = JSON.stringify([
      { kind: 'error5xx', made: true, operations: ['authorise'] },
      { kind: 'slow_webhook', delayMs: 600_000, operations: ['authorise'] },
    ])
    const stripe = '/sandbox/faults/stripe'
    await requestJson(shop.edge, { method: 'PUT', path: stripe, body })
    const orderId = await captured(card)
    await shop.edge.request({ method: 'DELETE', path: stripe })
    expect(await payment(orderId)).toMatchObject({ provider: 'paypal' })
    const strayBecomes = (status: string, attempt: number) =>
      until(async () => {
        await inPayments(
          `update strays set due_at = now() where order_id = '${orderId}' and checks = checks_before`,
        )
        const strays = await inPayments(
          `select status, attempt from stray_captures where order_id = '${orderId}'`,
        )
        expect(strays).toEqual([{ status, attempt }])
      })
    await happen(orderId, 'capture')
    await strayBecomes('given_back', 0)
    await allAgrees()
    await happen(orderId, 'settle', { outcome: 'fail' })
    await strayBecomes('given_back', 1)
    await allAgrees()
  })

  it.each(methods)(
    '%s: an event whose webhook was never sent is found in the list of events',
    async (_, method) => {
      const orderId = await captured(method)
      await happen(orderId, 'refund', { webhook: false })
      await vi.waitFor(
        async () => {
          await inPayments('update provider_events set due_at = now() where lease is null')
          expect(await payment(orderId)).toMatchObject({ refundedMinor: 300 })
        },
        { timeout: 90_000, interval: 500 },
      )
      await allAgrees()
    },
  )

  it('payouts, and one that fails, move the ledger’s balance to the bank, with the fees', async () => {
    // More than the fees of all disputes before: a balance below zero is not paid out.
    await captured(card, 300)
    await captured(wallet, 300)
    await post('/sandbox/payouts', { provider: 'stripe', outcome: 'failed' })
    await post('/sandbox/payouts', { provider: 'stripe' })
    await post('/sandbox/payouts', { provider: 'paypal' })
    await allAgrees()
    const rows = await inPayments<{ account: string; minor: number }>(
      `select account, sum(debit_minor - credit_minor)::int as minor from ledger_entries
      where account in ('bank', 'balance:stripe', 'balance:paypal') group by account`,
    )
    const balances = new Map(rows.map(({ account, minor }) => [account, minor]))
    expect(balances.get('bank')).toBeGreaterThan(0)
    expect([balances.get('balance:stripe'), balances.get('balance:paypal')]).toEqual([0, 0])
  })
}
