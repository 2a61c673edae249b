import { type ClientResponse, NoResponseError } from '@stoa/client'
import { describe, expect, it } from 'vitest'
import { type Payment, type Refund, tombstone } from '../payment.ts'
import { type KeepOrder, paypalProvider, type ShopPages } from './paypal.ts'
import type { Transport } from './transport.ts'

const payment: Payment = {
  ...tombstone('0190a0a0-0000-7000-8000-000000000001'),
  ...{ method: 'paypal', token: 'vault-1', provider: 'paypal', amountMinor: 500, currency: 'GBP' },
}
const ok = (body: unknown): ClientResponse => ({
  status: 200,
  headers: {},
  text: JSON.stringify(body),
})

const credentials = { clientId: 'client', clientSecret: 'secret' }
const paypalAt = (
  transport: Transport,
  keepOrder: KeepOrder = async () => undefined,
  pages?: ShopPages,
) => paypalProvider(transport, credentials, keepOrder, pages)

it('an authorisation without a response stays open while PayPal’s order cannot be read either', async () => {
  const transport: Transport = {
    ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
    async send(_method, path) {
      if (path.includes('oauth2'))
        return ok({ access_token: 'T', token_type: 'Bearer', expires_in: 900 })
      if (path === '/v2/checkout/orders') return ok({ id: 'O-1' })
      throw new NoResponseError('paypal', path.endsWith('/authorize'), new Error('no response'))
    },
  }
  const provider = paypalAt(transport)
  expect(await provider.authorise(payment)).toEqual({ is: 'unknown' })
})

describe('an order with several captures', () => {
  const issue = (name: string): ClientResponse => ({
    ...{ status: 422, headers: {} },
    text: JSON.stringify({ name: 'UNPROCESSABLE_ENTITY', details: [{ issue: name }] }),
  })
  const withCaptures = (...statuses: readonly string[]) => {
    const related = { supplementary_data: { related_ids: { order_id: 'O-1' } } }
    const authorization = { id: 'AUTH_1', status: 'CAPTURED' }
    const captures = statuses.map((status, index) => ({ id: `CAP_${index + 1}`, status }))
    const unit = { payments: { authorizations: [authorization], captures } }
    const transport: Transport = {
      ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
      async send(_method, path) {
        if (path.includes('oauth2'))
          return ok({ access_token: 'T', token_type: 'Bearer', expires_in: 900 })
        if (path.endsWith('/void')) return issue('PREVIOUSLY_CAPTURED')
        if (path.endsWith('/capture')) return issue('AUTHORIZATION_ALREADY_CAPTURED')
        if (path.includes('/authorizations/')) return ok({ ...authorization, ...related })
        if (path === '/v2/checkout/orders') return ok({ id: 'O-2' })
        return ok({ id: 'O-1', purchase_units: path.endsWith('/O-1') ? [unit] : [] })
      },
    }
    return paypalAt(transport)
  }
  const authorised: Payment = { ...payment, status: 'authorised', providerRef: 'AUTH_1' }
  const made = { ref: 'AUTH_1', captureRef: 'CAP_2' }
  const captured = { is: 'captured', ...made }

  it('was captured, though an earlier or a later capture was declined', async () => {
    const provider = withCaptures('DECLINED', 'COMPLETED', 'DECLINED')
    expect(await provider.void(authorised)).toMatchObject(captured)
    expect(await provider.release({ ...authorised, status: 'voided' })).toMatchObject(captured)
    expect(await provider.capture(authorised)).toMatchObject({ is: 'done', ...made, isFinal: true })
  })

  it('may be captured while one of them is pending', async () => {
    const provider = withCaptures('DECLINED', 'PENDING')
    expect(await provider.void(authorised)).toEqual({ is: 'refused', reason: 'capture_pending' })
    expect(await provider.capture(authorised)).toMatchObject({ is: 'pending', ...made })
  })

  it('is not captured when each of them was declined', async () => {
    const provider = withCaptures('DECLINED', 'DECLINED')
    expect(await provider.capture(authorised)).toMatchObject({ is: 'refused', ref: 'CAP_2' })
  })
})

it('what is left of an authorisation beside its captures is released', async () => {
  const voided: string[] = []
  const related = { supplementary_data: { related_ids: { order_id: 'O-1' } } }
  const authorization = { id: 'AUTH_1', status: 'PARTIALLY_CAPTURED' }
  const made = { id: 'C-1', status: 'COMPLETED', amount: { currency_code: 'GBP', value: '2.00' } }
  const payments = { authorizations: [authorization], captures: [made] }
  const transport: Transport = {
    ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
    async send(_method, path) {
      if (path.includes('oauth2'))
        return ok({ access_token: 'T', token_type: 'Bearer', expires_in: 900 })
      if (path.endsWith('/void')) voided.push(path)
      return ok(
        path.includes('/orders/')
          ? { id: 'O-1', purchase_units: [{ payments }] }
          : { ...authorization, ...related },
      )
    },
  }
  const provider = paypalAt(transport)
  const release = await provider.release({ ...payment, providerRef: 'AUTH_1' })
  expect(voided).toEqual(['/v2/payments/authorizations/AUTH_1/void'])
  expect(release).toMatchObject({ is: 'captured', captureRef: 'C-1', amountMinor: 200 })
})

describe('captures in parts', () => {
  const sent: { readonly path: string; readonly body: string | undefined }[] = []
  const paypal = (answer: ClientResponse) =>
    paypalAt({
      ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
      async send(_method, path, _headers, body) {
        sent.push({ path, body })
        return path.includes('oauth2')
          ? ok({ access_token: 'T', token_type: 'Bearer', expires_in: 900 })
          : answer
      },
    })
  const authorised: Payment = { ...payment, status: 'authorised', providerRef: 'AUTH_1' }
  const amount = (value: string) => ({ currency_code: 'GBP', value })
  const lastBody = () => JSON.parse(sent.at(-1)?.body ?? '{}')

  it('the rest of a part is captured, as the last, and is told as what it took', async () => {
    const made = { id: 'C-2', status: 'COMPLETED', amount: amount('3.00'), final_capture: true }
    const part = { ...authorised, capturedMinor: 200 }
    expect(await paypal(ok(made)).capture(part)).toEqual({
      ...{ is: 'done', ref: 'AUTH_1', captureRef: 'C-2', amountMinor: 300, isFinal: true },
    })
    expect(lastBody()).toEqual({ final_capture: true, amount: amount('3.00') })
    await paypal(ok(made)).capture(authorised)
    expect(lastBody()).toEqual({ final_capture: true })
  })

  it('a refund is made of its own capture', async () => {
    const refund = { refundId: 'r', amountMinor: 100, attempt: 0, keysUsed: 0, captureRef: 'C-1' }
    const captured = { ...authorised, captureRef: 'C-2' }
    const made = await paypal(ok({ id: 're', status: 'COMPLETED' })).refund(
      captured,
      refund as Refund,
    )
    expect(made).toEqual({ is: 'done', ref: 're', captureRef: 'C-1' })
    expect(sent.at(-1)?.path).toBe('/v2/payments/captures/C-1/refund')
  })
})

describe('PayPal’s order of a payment', () => {
  const paypal = (payments: object, sent: string[] = []): Transport => ({
    ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
    async send(method, path) {
      if (path.includes('oauth2'))
        return ok({ access_token: 'T', token_type: 'Bearer', expires_in: 900 })
      sent.push(`${method.toUpperCase()} ${path}`)
      return ok({ id: 'O-1', purchase_units: [{ payments }] })
    },
  })
  const made = (status: string) => ({ authorizations: [{ id: 'AUTH_1', status }] })

  it('is stored before anything is authorised in it', async () => {
    const sent: string[] = []
    const keepOrder: KeepOrder = async (orderId, paypalOrder) => {
      sent.push(`stored ${orderId} ${paypalOrder}`)
    }
    await paypalAt(paypal(made('CREATED'), sent), keepOrder).authorise(payment)
    expect(sent).toEqual([
      ...['POST /v2/checkout/orders', `stored ${payment.orderId} O-1`],
      'POST /v2/checkout/orders/O-1/authorize',
    ])
  })

  it('is read before anything is authorised in it again', async () => {
    const sent: string[] = []
    const again = { ...payment, providerOrder: 'O-1' }
    const outcome = await paypalAt(paypal(made('CREATED'), sent)).authorise(again)
    expect(outcome).toMatchObject({ is: 'done', ref: 'AUTH_1' })
    expect(sent).toEqual(['GET /v2/checkout/orders/O-1'])
    const unsent: string[] = []
    await paypalAt(paypal({}, unsent)).authorise(again)
    expect(unsent[1]).toBe('POST /v2/checkout/orders/O-1/authorize')
  })

  it.each([
    ['CREATED', 'done'],
    ['PENDING', 'pending'],
    ['DENIED', 'declined'],
    ['VOIDED', 'refused'],
  ])('has an authorisation that is %s: %s', async (status, is) => {
    expect(await paypalAt(paypal(made(status))).authorise(payment)).toMatchObject({ is })
  })

  it('is not known to hold nothing while its authorisation is reviewed', async () => {
    const refused: Transport = {
      ...paypal(made('PENDING')),
      async send(method, path, headers) {
        if (path.endsWith('/void'))
          return { status: 422, headers: {}, text: '{"details":[{"issue":"INVALID"}]}' }
        if (path.includes('/authorizations/')) return ok({ id: 'AUTH_1', status: 'PENDING' })
        return paypal(made('PENDING')).send(method, path, headers)
      },
    }
    const known = { ...payment, providerOrder: 'O-1' }
    expect(await paypalAt(refused).release(known)).toEqual({ is: 'unknown' })
    const ref = { ...known, providerRef: 'AUTH_1' }
    expect(await paypalAt(refused).void(ref)).toMatchObject({ is: 'pending', ref: 'AUTH_1' })
  })
})

it('a shopper who approves a payment at PayPal, or does not, comes back to the shop’s pages', async () => {
  const bodies: string[] = []
  const transport: Transport = {
    ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
    async send(_method, path, _headers, body = '') {
      if (path.includes('oauth2'))
        return ok({ access_token: 'T', token_type: 'Bearer', expires_in: 900 })
      if (path.endsWith('/authorize')) bodies.push(JSON.parse(body).payment_source)
      return ok({ id: 'O-1', purchase_units: [] })
    },
  }
  const pages = {
    returnUrl: 'https://shop.example/orders/{orderId}/paid',
    cancelUrl: 'https://shop.example/orders/{orderId}',
  }
  await paypalAt(transport, undefined, pages).authorise(payment)
  await paypalAt(transport, undefined, pages).authorise({ ...payment, method: 'card' })
  const order = `https://shop.example/orders/${payment.orderId}`
  expect(bodies).toEqual([
    {
      paypal: {
        vault_id: 'vault-1',
        experience_context: { return_url: `${order}/paid`, cancel_url: order },
      },
    },
    { card: { vault_id: 'vault-1' } },
  ])
})
