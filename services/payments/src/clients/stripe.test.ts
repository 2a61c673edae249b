import type { ClientResponse } from '@stoa/client'
import { expect, it } from 'vitest'
import type { Payment, Refund } from '../payment.ts'
import type { Provider } from './provider.ts'
import { stripeProvider } from './stripe.ts'

const payment = {
  ...{ orderId: '7', provider: 'stripe', providerRef: 'pi_7', amountMinor: 500, currency: 'GBP' },
  ...{ token: 'pm_card_visa', captureAttempt: 0 },
} as Payment
const refund = { refundId: 'r', amountMinor: 200, attempt: 0 } as Refund

const steps: readonly (readonly [string, (stripe: Provider) => Promise<object>])[] = [
  ['authorise', (stripe) => stripe.authorise(payment)],
  ['resume', (stripe) => stripe.resume(payment)],
  ['capture', (stripe) => stripe.capture(payment)],
  ['void', (stripe) => stripe.void(payment)],
  ['refund', (stripe) => stripe.refund(payment, refund)],
]

const answering = (status: number, text: string) =>
  stripeProvider(
    {
      ...{ url: 'http://stripe', timeoutMs: 1_000, close: async () => undefined },
      send: async () => ({ status, text, headers: {} }) as ClientResponse,
    },
    'sk_test',
  )
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

it.each(steps)('%s: an object in no state that is known settles nothing', async (_, ask) => {
  const { is } = (await ask(answering(200, '{"id":"x","status":"reviewed"}'))) as { is: string }
  expect(['unknown', 'pending']).toContain(is)
})
