import type Stripe from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProviders } from './testing.ts'

let providers: Awaited<ReturnType<typeof startProviders>>
beforeAll(async () => {
  providers = await startProviders()
})
afterAll(() => providers.sandbox.stop())

const settle = (orderId: string, outcome: string) =>
  providers.happen(orderId, 'settle', { outcome })

it('Stripe lists each movement of the balance with its fee, in pages, the newest first', async () => {
  await providers.payOut({ provider: 'stripe' })
  const since = Math.floor(Date.now() / 1000)
  const { orderId, refund } = await providers.refundedByStripe('pm_card_visa')
  await settle(orderId, 'fail')
  expect(await providers.payOut({ provider: 'stripe', outcome: 'failed' })).toBe(1)
  const found: Stripe.BalanceTransaction[] = []
  const list = { created: { gte: since }, expand: ['data.source'], limit: 1 }
  for await (const one of providers.stripe.balanceTransactions.list(list)) found.push(one)
  const ofOrder = found.filter(({ source }) => JSON.stringify(source).includes(orderId))
  expect(ofOrder.map(({ type, amount, fee, net }) => [type, amount, fee, net])).toEqual([
    ['refund_failure', 1250, 0, 1250],
    ['refund', -1250, 0, -1250],
    ['charge', 1250, 39, 1211],
  ])
  expect(ofOrder[0]?.source).toMatchObject({ id: refund.id, object: 'refund' })
  expect(found.filter(({ type }) => type.startsWith('payout')).map(({ net }) => net)).toEqual(
    expect.arrayContaining([expect.any(Number), expect.any(Number)]),
  )
  const left = found.reduce((sum, { net }) => sum + net, 0)
  expect(left).toBe(1211)
  expect(await providers.payOut({ provider: 'stripe' })).toBe(1)
  expect(await providers.payOut({ provider: 'stripe' })).toBe(0)
})

interface PaypalTransaction {
  readonly transaction_event_code: string
  readonly transaction_amount: { readonly value: string }
  readonly fee_amount?: { readonly value: string }
}

interface OwnTransaction extends PaypalTransaction {
  readonly custom_field?: string
}

it('PayPal’s transaction search covers at most 31 days, in pages, the oldest first', async () => {
  await providers.payOut({ provider: 'paypal' })
  const from = new Date()
  const { orderId, capture } = await providers.captured()
  await providers.happen(orderId, 'refund', { share: 0.2 })
  expect(await providers.payOut({ provider: 'paypal' })).toBe(1)
  const search = (page: number, days: number) => {
    const end = new Date(from.getTime() + days * 86_400_000)
    const query = new URLSearchParams({
      ...{ start_date: from.toISOString(), end_date: end.toISOString() },
      ...{ page: `${page}`, page_size: '2', fields: 'transaction_info' },
    })
    return providers.paypal('GET', `/v1/reporting/transactions?${query}`)
  }
  const first = await search(1, 1)
  expect(first.body).toMatchObject({ total_items: 3, total_pages: 2, page: 1 })
  const details: { transaction_info: PaypalTransaction }[] = [
    ...first.body.transaction_details,
    ...(await search(2, 1)).body.transaction_details,
  ]
  const shown = ({ transaction_info: info }: { transaction_info: PaypalTransaction }) => [
    ...[info.transaction_event_code, info.transaction_amount.value, info.fee_amount?.value],
  ]
  expect(details.map(shown)).toEqual([
    ['T0006', '12.50', '-0.66'],
    ['T1107', '-2.50', undefined],
    ['T0400', '-8.34', '-1.00'],
  ])
  expect(details[0]?.transaction_info).toMatchObject({
    ...{ transaction_id: capture, custom_field: orderId, transaction_status: 'S' },
  })
  expect((await search(1, 40)).status).toBe(400)
})

it.each([
  ['its dispute before it', ['dispute', 'settle'], ['T0006', 'T0106', 'T1201', 'T1202']],
  ['its dispute after it', ['settle', 'dispute'], ['T0006', 'T0106', 'T1106', 'T1202']],
])(
  'PayPal withdraws the money of a reversal once, whichever it tells first: %s',
  async (_, told, listed) => {
    const from = new Date()
    const { orderId } = await providers.captured()
    const bodies = { dispute: { outcome: 'open' }, settle: { outcome: 'reverse' } } as const
    for (const what of told)
      expect(await providers.happen(orderId, what, bodies[what as keyof typeof bodies])).toBe(1)
    expect(await providers.happen(orderId, 'dispute', { outcome: 'won' })).toBe(1)
    const query = new URLSearchParams({
      start_date: from.toISOString(),
      end_date: new Date(Date.now() + 60_000).toISOString(),
      fields: 'transaction_info',
    })
    const { body } = await providers.paypal('GET', `/v1/reporting/transactions?${query}`)
    const ofOrder = (body.transaction_details as { transaction_info: OwnTransaction }[])
      .map(({ transaction_info: info }) => info)
      .filter(({ custom_field: owner }) => owner === orderId)
    expect(ofOrder.map((one) => one.transaction_event_code).toSorted()).toEqual(listed)
  },
)
