import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProviders } from '../settling/testing.ts'

let hoursLater = 0
let providers: Awaited<ReturnType<typeof startProviders>>
beforeAll(async () => {
  providers = await startProviders(() => new Date(Date.now() + hoursLater * 3_600_000))
})
afterAll(() => providers.sandbox.stop())

const statusOf = async (path: string) => (await providers.paypal('GET', path)).body.status
const issueOf = async (path: string) =>
  (await providers.paypal('POST', path, {})).body.details?.[0]?.issue

it.each([
  ['succeed', 'CREATED', 'PAYMENT.AUTHORIZATION.CREATED'],
  ['fail', 'DENIED', 'PAYMENT.AUTHORIZATION.VOIDED'],
])('an authorisation that is reviewed is decided: %s', async (outcome, status, type) => {
  const { orderId, path: capture } = await providers.authorised('vault-review')
  const path = capture.replace(/\/capture$/, '')
  expect((await providers.paypal('GET', path)).body).toMatchObject({
    ...{ status: 'PENDING', status_details: { reason: 'PENDING_REVIEW' } },
  })
  expect(await issueOf(capture)).toBe('AUTHORIZATION_PENDING')
  expect(await issueOf(`${path}/void`)).toBe('AUTHORIZATION_PENDING')
  expect(await providers.happen(orderId, 'settle', { outcome })).toBe(1)
  expect(await statusOf(path)).toBe(status)
  expect(await providers.happen(orderId, 'settle', { outcome })).toBe(0)
  const isDecision = ({ body }: { body: string }) =>
    body.includes(orderId) && body.includes(type) && body.includes(`"${status}"`)
  await providers.sandbox.receiver.some(1, isDecision)
  if (status === 'DENIED') expect(await issueOf(`${path}/void`)).toBe('AUTHORIZATION_DENIED')
  else expect((await providers.paypal('POST', capture, {})).body.status).toBe('COMPLETED')
})

it('the key of an order is known for six hours', async () => {
  const unit = { custom_id: randomUUID(), amount: { currency_code: 'GBP', value: '1.00' } }
  const body = { intent: 'AUTHORIZE', purchase_units: [unit] }
  const key = randomUUID()
  const open = async () =>
    (await providers.paypal('POST', '/v2/checkout/orders', body, key)).body.id
  hoursLater = 0
  const made = await open()
  hoursLater = 5
  expect(await open()).toBe(made)
  hoursLater = 7
  const another = await open()
  expect(another).not.toBe(made)
  expect(await open()).toBe(another)
})
