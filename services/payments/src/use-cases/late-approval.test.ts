import type { ClientResponse } from '@stoa/client'
import { createLog } from '@stoa/service'
import { expect, it } from 'vitest'
import { paypalProvider } from '../clients/paypal.ts'
import type { Transport } from '../clients/transport.ts'
import { type Payment, tombstone } from '../payment.ts'
import type { ProviderTask } from '../task.ts'
import { perform } from './perform.ts'

const answer = (status: number, body: unknown): ClientResponse => ({
  ...{ status, headers: {} },
  text: JSON.stringify(body),
})
const token = { access_token: 'T', token_type: 'Bearer', expires_in: 900 }
const missing = answer(422, {
  ...{ name: 'UNPROCESSABLE_ENTITY', details: [{ issue: 'PAYER_ACTION_REQUIRED' }] },
  links: [{ rel: 'payer-action', href: 'https://www.paypal.com/approve' }],
})
const twice = answer(422, { details: [{ issue: 'ORDER_ALREADY_AUTHORIZED' }] })

/** PayPal with one order: it answers a key that it knows as before, and authorises the order once, when it is approved. */
function fakePaypal() {
  const known = new Map<string, ClientResponse>()
  let approved = false
  let silent = false
  let authorised = 0
  const order = () => {
    const authorizations = [{ id: 'A-1', status: 'CREATED' }]
    return answer(200, {
      id: 'O-1',
      purchase_units: [authorised ? { payments: { authorizations } } : {}],
    })
  }
  const authorise = () => {
    if (!approved) return missing
    if (authorised > 0) return twice
    authorised += 1
    return order()
  }
  const transport: Transport = {
    ...{ url: 'http://paypal', timeoutMs: 1_000, close: async () => undefined },
    async send(_method, path, headers) {
      if (path.includes('oauth2')) return answer(200, token)
      if (!path.endsWith('/authorize')) return order()
      const name = Object.keys(headers).find((one) => /^paypal-request-id$/i.test(one)) ?? ''
      const key = String(headers[name])
      const made = known.get(key) ?? authorise()
      known.set(key, made)
      return silent ? answer(502, {}) : made
    },
  }
  const credentials = { clientId: 'client', clientSecret: 'secret' }
  return {
    provider: paypalProvider(transport, credentials, async () => undefined),
    approve() {
      approved = true
    },
    answers(on: boolean) {
      silent = !on
    },
    authorised: () => authorised,
  }
}

const end = 900_000
const waiting = (checks: number): Payment => ({
  ...tombstone('0190a0a0-0000-7000-8000-000000000001'),
  ...{ method: 'paypal', token: 'vault-1', provider: 'paypal', amountMinor: 500, currency: 'GBP' },
  ...{ status: 'pending', pendingStep: 'authorise', voidRequested: false, providerOrder: 'O-1' },
  action: { type: 'approve', url: 'x', expiresAt: new Date(end).toISOString(), checks },
})
const askAt = (paypal: ReturnType<typeof fakePaypal>, ms: number, checks: number) => {
  const payment = waiting(checks)
  const base = { provider: 'paypal', step: 'authorise', maybeSent: false, lease: 'l' } as const
  const task: ProviderTask = { ...base, payment }
  const { provider } = paypal
  return perform({ stripe: provider, paypal: provider }, task, {
    ...{ log: createLog('test', 'silent'), leftMs: () => 20_000, pause: async () => undefined },
    ...{ now: () => new Date(ms), shopperMs: end },
  })
}

it.each([0, 1])(
  'an approval that nobody told of is found at the end of the shopper’s time, after %i questions',
  async (checks) => {
    const paypal = fakePaypal()
    for (let asked = 0; asked <= checks; asked += 1)
      expect(await askAt(paypal, 1, asked)).toMatchObject({ is: 'action' })
    paypal.approve()
    expect(await askAt(paypal, end, checks)).toMatchObject({ is: 'done', ref: 'A-1' })
  },
)

it('a shopper who has not approved by then is absent', async () => {
  const paypal = fakePaypal()
  await askAt(paypal, 1, 0)
  expect(await askAt(paypal, end, 0)).toMatchObject({ is: 'expired' })
})

it('an answer that was lost, and a second replica, make no second authorisation', async () => {
  const paypal = fakePaypal()
  await askAt(paypal, 1, 0)
  paypal.approve()
  paypal.answers(false)
  await askAt(paypal, end, 0)
  paypal.answers(true)
  const both = await Promise.all([askAt(paypal, end, 0), askAt(paypal, end, 1)])
  expect(both).toMatchObject([{ is: 'done' }, { is: 'done' }])
  expect(paypal.authorised()).toBe(1)
})
