import { randomUUID } from 'node:crypto'
import Stripe from 'stripe'
import { settings, startSandbox } from '../testing.ts'

/** A sandbox with clients of both its payment providers, and of what shoppers and banks do there. */
export async function startProviders(now = () => new Date()) {
  const sandbox = await startSandbox({}, now)
  const basic = `${settings.PAYPAL_CLIENT_ID}:${settings.PAYPAL_CLIENT_SECRET}`
  const stripe = new Stripe(settings.STRIPE_API_KEY, {
    ...{ host: '127.0.0.1', port: sandbox.port, protocol: 'http', maxNetworkRetries: 0 },
    httpClient: Stripe.createFetchHttpClient((input: unknown, init?: RequestInit) =>
      fetch(String(input).replace('/v1/', '/stripe/v1/'), init),
    ),
  })
  const paypal = async (method: string, path: string, body?: object, key?: string) => {
    const issued = await fetch(sandbox.url('/v1/oauth2/token'), {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
    })
    const { access_token: paypalToken } = (await issued.json()) as { access_token: string }
    const response = await fetch(sandbox.url(path), {
      method,
      headers: {
        ...{ authorization: `Bearer ${paypalToken}`, 'content-type': 'application/json' },
        ...(key && { 'paypal-request-id': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, body: JSON.parse(await response.text()) }
  }
  const post = async <Answer>(path: string, body: object) => {
    const response = await fetch(sandbox.url(path), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Answer
  }
  /** Has something happen to an order's payments; resolves to the number of events that tell of it. */
  const happen = async (orderId: string, what: string, body: object = {}) =>
    (await post<{ events: number }>(`/sandbox/payments/${orderId}/${what}`, body)).events

  const authorised = async (token: string) => {
    const orderId = randomUUID()
    const amount = { currency_code: 'GBP', value: '12.50' }
    const unit = { reference_id: orderId, custom_id: orderId, amount }
    const order = { intent: 'AUTHORIZE', purchase_units: [unit] }
    const made = await paypal('POST', '/v2/checkout/orders', order)
    const taken = await paypal('POST', `/v2/checkout/orders/${made.body.id}/authorize`, {
      payment_source: { paypal: { vault_id: token } },
    })
    const [authorization] = taken.body.purchase_units[0].payments.authorizations
    return { orderId, path: `/v2/payments/authorizations/${authorization.id}/capture` }
  }

  return {
    ...{ sandbox, stripe, paypal, happen, authorised },
    payOut: async (body: object) =>
      (await post<{ payouts: number }>('/sandbox/payouts', body)).payouts,
    /** A card payment at Stripe that was captured and refunded. */
    async refundedByStripe(card: string) {
      const orderId = randomUUID()
      const { id } = await stripe.paymentIntents.create({
        ...{ amount: 1_250, currency: 'gbp', payment_method: card, confirm: true },
        ...{ capture_method: 'manual', metadata: { order_id: orderId } },
      })
      await stripe.paymentIntents.capture(id)
      const metadata = { order_id: orderId, refund_id: randomUUID() }
      return { orderId, refund: await stripe.refunds.create({ payment_intent: id, metadata }) }
    },
    /** A payment at PayPal that was captured. */
    async captured() {
      const { orderId, path } = await authorised('vault-1')
      return { orderId, capture: (await paypal('POST', path, {})).body.id as string }
    },
  }
}
