import { createLog } from '@stoa/service'
import { testForwarder } from '@stoa/service/testing'
import { expect, test } from 'vitest'
import { createApp } from './app.ts'
import type { Deps } from './deps.ts'
import type { WebhookDeps } from './webhook-routes.ts'

const app = createApp({ log: createLog('payments', 'silent') } as Deps, {
  ...({} as WebhookDeps),
  trustedForwarders: [testForwarder],
  ready: async () => undefined,
  compareNow: () => undefined,
})
const claims = { sub: 'fin', roles: ['finance', 'operator'] }
const headers = {
  'content-type': 'application/json',
  'x-stoa-claims': Buffer.from(JSON.stringify(claims)).toString('base64url'),
  'x-forwarded-client-cert': `Hash=1;URI=spiffe://${testForwarder}`,
}
const entry = { bookedOn: '2026-06-01', amountMinor: 300, currency: 'GBP', remittance: 'pat' }
const entries = ['bank-7', 'bank-8', 'bank-7'].map((one) => ({ entryReference: one, ...entry }))
const terms = ['ann', 'bob', 'ann'].map((customerId) => ({
  ...{ customerId, creditLimitMinor: 1000, currency: 'GBP' },
}))

const statement = '/v1/accounts/pat/statement?from=2026-06-02&to=2026-06-01'
const more = 'found more than once'

test.each([
  [
    'a statement that ends before it begins',
    'GET',
    statement,
    undefined,
    '/to',
    'must not be before `from`',
  ],
  [
    'a bank reference that is there twice',
    'POST',
    '/v1/bank-entries',
    { entries },
    '/entries',
    `must not have a reference twice; ${more}: bank-7`,
  ],
  [
    'a customer who is there twice',
    'PUT',
    '/v1/accounts',
    terms,
    '/',
    `must not name a customer twice; ${more}: ann`,
  ],
])('%s is refused by name', async (_, method, path, body, field, message) => {
  const sent = body && { body: JSON.stringify(body) }
  const answer = await app.request(path, { method, headers, ...sent })
  expect(answer.status).toBe(422)
  expect(await answer.json()).toMatchObject({ errors: [{ field, message }] })
})
