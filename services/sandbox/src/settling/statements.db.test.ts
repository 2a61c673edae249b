import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type RunningSandbox, settings, startSandbox } from '../testing.ts'

let sandbox: RunningSandbox
let paypalToken: string
beforeAll(async () => {
  sandbox = await startSandbox()
  const basic = `${settings.PAYPAL_CLIENT_ID}:${settings.PAYPAL_CLIENT_SECRET}`
  const issued = await fetch(sandbox.url('/v1/oauth2/token'), {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
  })
  paypalToken = ((await issued.json()) as { access_token: string }).access_token
})
afterAll(() => sandbox.stop())

const stripe = () =>
  new Stripe(settings.STRIPE_API_KEY, {
    ...{ host: '127.0.0.1', port: sandbox.port, protocol: 'http', maxNetworkRetries: 0 },
    httpClient: Stripe.createFetchHttpClient((input: unknown, init?: RequestInit) =>
      fetch(String(input).replace('/v1/', '/stripe/v1/'), init),
    ),
  })
const paypal = async (method: string, path: string, body?: object) => {
  const response = await fetch(sandbox.url(path), {
    method,
    headers: { authorization: `Bearer ${paypalToken}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}
const settle = async (orderId: string, outcome: string, webhook = true) => {
  const response = await fetch(sandbox.url(`/sandbox/payments/${orderId}/settle`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome, webhook }),
  })
  return ((await response.json()) as { events: number }).events
}
const refundedByStripe = async (card: string) => {
  const orderId = randomUUID()
  const { id } = await stripe().paymentIntents.create({
    ...{ amount: 1_250, currency: 'gbp', payment_method: card, confirm: true },
    ...{ capture_method: 'manual', metadata: { order_id: orderId } },
  })
  await stripe().paymentIntents.capture(id)
  const metadata = { order_id: orderId, refund_id: randomUUID() }
  return { orderId, refund: await stripe().refunds.create({ payment_intent: id, metadata }) }
}

const authorised = async (token: string) => {
  const orderId = randomUUID()
  const amount = { currency_code: 'GBP', value: '12.50' }
  const unit = { reference_id: orderId, custom_id: orderId, amount }
  const made = await paypal('POST', '/v2/checkout/orders', {
    intent: 'AUTHORIZE',
    purchase_units: [unit],
  })
  const taken = await paypal('POST', `/v2/checkout/orders/${made.body.id}/authorize`, {
    payment_source: { paypal: { vault_id: token } },
  })
  const [authorization] = taken.body.purchase_units[0].payments.authorizations
  return { orderId, path: `/v2/payments/authorizations/${authorization.id}/capture` }
}
const happen = async (orderId: string, what: string, body: object = {}) => {
  const response = await fetch(sandbox.url(`/sandbox/payments/${orderId}/${what}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return ((await response.json()) as { events: number }).events
}
const captured = async () => {
  const { orderId, path } = await authorised('vault-1')
  return { orderId, capture: (await paypal('POST', path, {})).body.id as string }
}

const payOut = async (body: object) => {
  const response = await fetch(sandbox.url('/sandbox/payouts'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return ((await response.json()) as { payouts: number }).payouts
}

it('Stripe lists each movement of the balance with its fee, in pages, the newest first', async () => {
  await payOut({ provider: 'stripe' })
  const since = Math.floor(Date.now() / 1000)
  const { orderId, refund } = await refundedByStripe('pm_card_visa')
  await settle(orderId, 'fail')
  expect(await payOut({ provider: 'stripe', outcome: 'failed' })).toBe(1)
  const found: Stripe.BalanceTransaction[] = []
  const list = { created: { gte: since }, expand: ['data.source'], limit: 1 }
  for await (const one of stripe().balanceTransactions.list(list)) found.push(one)
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
  expect(await payOut({ provider: 'stripe' })).toBe(1)
  expect(await payOut({ provider: 'stripe' })).toBe(0)
})

interface PaypalTransaction {
  readonly transaction_event_code: string
  readonly transaction_amount: { readonly value: string }
  readonly fee_amount?: { readonly value: string }
}

it('PayPal’s transaction search covers at most 31 days, in pages, the oldest first', async () => {
  await payOut({ provider: 'paypal' })
  const from = new Date()
  const { orderId, capture } = await captured()
  await happen(orderId, 'refund', { share: 0.2 })
  expect(await payOut({ provider: 'paypal' })).toBe(1)
  const search = (page: number, days: number) => {
    const end = new Date(from.getTime() + days * 86_400_000)
    const query = new URLSearchParams({
      ...{ start_date: from.toISOString(), end_date: end.toISOString() },
      ...{ page: `${page}`, page_size: '2', fields: 'transaction_info' },
    })
    return paypal('GET', `/v1/reporting/transactions?${query}`)
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
