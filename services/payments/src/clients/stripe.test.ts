import type { ClientResponse } from '@stoa/client'
import { expect, it } from 'vitest'
import type { Payment, Refund } from '../payment.ts'
import type { Outcome, Provider } from './provider.ts'
import { stripeProvider } from './stripe.ts'
import type { Transport } from './transport.ts'

const payment = {
  ...{ orderId: '7', provider: 'stripe', providerRef: 'pi_7', amountMinor: 500, currency: 'GBP' },
  ...{ token: 'pm_card_visa', captureAttempt: 0, keysUsed: 0 },
} as Payment
const refund = { refundId: 'r', amountMinor: 200, attempt: 0, attempts: 0, keysUsed: 0 } as Refund

const steps: readonly (readonly [string, (stripe: Provider) => Promise<object>])[] = [
  ['authorise', (stripe) => stripe.authorise(payment)],
  ['resume', (stripe) => stripe.resume(payment)],
  ['capture', (stripe) => stripe.capture(payment)],
  ['void', (stripe) => stripe.void(payment)],
  ['refund', (stripe) => stripe.refund(payment, refund)],
]

const stripeBy = (send: Transport['send']) =>
  stripeProvider(
    { url: 'http://stripe', timeoutMs: 1_000, close: async () => undefined, send },
    'sk_test',
  )
const answering = (status: number, text: string) =>
  stripeBy(async () => ({ status, text, headers: {} }) as ClientResponse)
const problem = (status: number) =>
  JSON.stringify({ type: 'about:blank', title: 'Service Unavailable', status })

it.each(steps)(
  '%s: what the proxy answers when it cannot reach Stripe is a failure',
  async (_, ask) => {
    for (const text of [problem(503), 'upstream connect error', '', 'null'])
      expect(await ask(answering(503, text))).toMatchObject({ is: 'failed' })
    expect(await ask(answering(403, problem(403)))).toMatchObject({ is: 'not_sent' })
  },
)

/** A Stripe whose first request of each step meets a server error, which it keeps; `made` are its refunds. */
function keeping(made: object[] = []) {
  const kept = new Map<string, { status: number; body: object }>()
  const keys: string[] = []
  const stripe = stripeBy(async (method, path, headers) => {
    if (method.toUpperCase() === 'GET') return respond(200, { object: 'list', data: made })
    const key = String(headers['Idempotency-Key'])
    keys.push(key)
    const failed = { status: 500, body: { error: { type: 'api_error' } } }
    const status = path.endsWith('/capture') ? 'succeeded' : 'canceled'
    const body = { id: 'x', status: path.endsWith('/refunds') ? 'succeeded' : status }
    const { status: code, body: answer } =
      kept.get(key) ?? (keys.length === 1 ? failed : { status: 200, body })
    kept.set(key, { status: code, body: answer })
    return respond(code, answer)
  })
  return { stripe, keys }
}
const respond = (status: number, body: object) =>
  ({ status, text: JSON.stringify(body), headers: {} }) as ClientResponse

const repeatable: [string, (stripe: Provider, keysUsed: number) => Promise<Outcome>][] = [
  ['capture', (stripe, keysUsed) => stripe.capture({ ...payment, keysUsed })],
  ['void', (stripe, keysUsed) => stripe.void({ ...payment, keysUsed })],
  [
    'refund',
    (stripe, keysUsed) => stripe.refund(payment, { ...refund, keysUsed, attempts: keysUsed }),
  ],
]
it.each(repeatable)(
  'a %s that met a server error, which Stripe keeps, is made under another key',
  async (_, ask) => {
    const { stripe, keys } = keeping()
    expect(await ask(stripe, 0)).toEqual({ is: 'failed', isKept: true })
    expect(await ask(stripe, 0)).toEqual({ is: 'failed', isKept: true })
    expect(await ask(stripe, 1)).toMatchObject({ is: 'done' })
    expect(new Set(keys).size).toBe(2)
  },
)

it('a refund that is requested again is looked for first, but not among those that failed', async () => {
  const again = { ...refund, attempts: 1, keysUsed: 1 }
  const made = { id: 're_7', status: 'succeeded', metadata: { refund_id: 'r' } }
  const found = keeping([made])
  expect(await found.stripe.refund(payment, again)).toEqual({ is: 'done', ref: 're_7' })
  expect(found.keys).toEqual([])
  const others = keeping([
    { ...made, status: 'failed' },
    { ...made, metadata: {} },
  ])
  await others.stripe.refund(payment, again)
  expect(others.keys).toEqual(['7:refund:r:1'])
})

it('a refund that is requested anew, after an earlier one of its id, is not taken for that one', async () => {
  const earlier = { id: 're_7', status: 'succeeded', metadata: { refund_id: 'r' } }
  const second = { ...refund, attempt: 1, attempts: 1, keysUsed: 1 }
  const stripe = keeping([earlier])
  await stripe.stripe.refund(payment, second)
  expect(stripe.keys).toEqual(['7:refund:r:2'])
  const made = { id: 're_8', status: 'succeeded', metadata: { refund_id: 'r', attempt: '1' } }
  const again = keeping([earlier, made])
  expect(await again.stripe.refund(payment, second)).toEqual({ is: 'done', ref: 're_8' })
  expect(again.keys).toEqual([])
})

it.each(steps)('%s: an object in no state that is known settles nothing', async (_, ask) => {
  const { is } = (await ask(answering(200, '{"id":"x","status":"reviewed"}'))) as { is: string }
  expect(['unknown', 'pending']).toContain(is)
})

it.each([
  ['authorise', (stripe: Provider) => stripe.authorise(payment)],
  ['resume', (stripe: Provider) => stripe.resume(payment)],
] as const)('%s asks for the charge, which says when the authorisation ends', async (_, ask) => {
  const card = { capture_before: Date.parse('2026-03-08T10:00:00Z') / 1000 }
  const charge = { id: 'ch_7', payment_method_details: { type: 'card', card } }
  const stripe = stripeBy(async (_, path, __, body) => {
    const isExpanded = /expand\[0\]=latest_charge/.test(decodeURIComponent(`${path} ${body}`))
    const latest_charge = isExpanded ? charge : charge.id
    return respond(200, { id: 'pi_7', status: 'requires_capture', latest_charge })
  })
  const until = '2026-03-08T10:00:00.000Z'
  expect(await ask(stripe)).toEqual({ is: 'done', ref: 'pi_7', until })
})

it('an authorisation whose charge names no end has none that is known', async () => {
  const intent = { id: 'pi_7', status: 'requires_capture', latest_charge: 'ch_7' }
  const outcome = await answering(200, JSON.stringify(intent)).authorise(payment)
  expect(outcome).toEqual({ is: 'done', ref: 'pi_7' })
})
