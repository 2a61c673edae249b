import { type ClientResponse, NoResponseError } from '@stoa/client'
import { expect, it } from 'vitest'
import { type Payment, tombstone } from '../payment.ts'
import { paypalProvider } from './paypal.ts'
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
  const provider = paypalProvider(transport, { clientId: 'client', clientSecret: 'secret' })
  expect(await provider.authorise(payment)).toEqual({ is: 'unknown' })
})
