import { afterAll, beforeAll, expect, it } from 'vitest'
import { startProviders } from '../settling/testing.ts'

const dayMs = 86_400_000
let daysLater = 0
let providers: Awaited<ReturnType<typeof startProviders>>
beforeAll(async () => {
  providers = await startProviders(() => new Date(Date.now() + daysLater * dayMs))
})
afterAll(() => providers.sandbox.stop())

/** An authorisation that was made so many days ago. */
async function authorised(daysAgo: number, token = 'vault-1') {
  daysLater = 0
  const { orderId, path } = await providers.authorised(token)
  daysLater = daysAgo
  return { orderId, path: path.replace(/\/capture$/, '') }
}

const renew = (path: string, body = {}) => providers.paypal('POST', `${path}/reauthorize`, body)
const gbp = (value: string) => ({ amount: { currency_code: 'GBP', value } })
const issueIn = ({ body }: { body: { details?: { issue: string }[] } }) => body.details?.[0]?.issue

it('an authorisation is renewed under a new id with the same end; the old one is void', async () => {
  const { orderId, path } = await authorised(4)
  const before = (await providers.paypal('GET', path)).body
  const { status, body } = await renew(path)
  expect(status).toBe(201)
  expect(body).toMatchObject({
    ...{ status: 'CREATED', amount: before.amount, custom_id: orderId },
    expiration_time: before.expiration_time,
  })
  expect(body.id).not.toBe(before.id)
  expect(Date.parse(body.create_time) - Date.parse(before.create_time)).toBeGreaterThan(3 * dayMs)
  const { order_id: paypalOrder } = body.supplementary_data.related_ids
  const shown = (await providers.paypal('GET', `/v2/checkout/orders/${paypalOrder}`)).body
  const ids = shown.purchase_units[0].payments.authorizations.map(({ id }: { id: string }) => id)
  expect(ids).toEqual([before.id, body.id])
  expect(issueIn(await providers.paypal('POST', `${path}/capture`, {}))).toBe(
    'AUTHORIZATION_VOIDED',
  )
  const renewed = path.replace(before.id, body.id)
  expect((await providers.paypal('POST', `${renewed}/capture`, {})).body.status).toBe('COMPLETED')
  const told = await providers.sandbox.receiver.some(3, ({ body: sent }) => sent.includes(orderId))
  expect(told.map(({ body: sent }) => JSON.parse(sent).event_type)).toEqual(
    expect.arrayContaining(['PAYMENT.AUTHORIZATION.VOIDED', 'PAYMENT.AUTHORIZATION.CREATED']),
  )
})

it.each([
  ['before its fourth day', 2, 'vault-1', {}, 'REAUTHORIZATION_TOO_SOON'],
  ['after its end', 30, 'vault-1', {}, 'AUTHORIZATION_EXPIRED'],
  ['of a card', 4, 'pm_card_visa', {}, 'REAUTHORIZATION_NOT_SUPPORTED'],
  ['by a token that says so', 4, 'vault-renewal-refused', {}, 'REAUTHORIZATION_NOT_SUPPORTED'],
  ['for too much', 4, 'vault-1', gbp('14.38'), 'REAUTHORIZATION_AMOUNT_EXCEEDED'],
] as const)('a renewal is refused %s', async (_, daysAgo, token, body, issue) => {
  const { path } = await authorised(daysAgo, token)
  const answer = await renew(path, body)
  expect([answer.status, issueIn(answer)]).toEqual([422, issue])
})

it('one is renewed once, for 115 % at most, and neither when it is void nor when it is captured', async () => {
  const { path } = await authorised(4)
  const { body: made } = await renew(path, gbp('14.37'))
  expect(made.amount.value).toBe('14.37')
  const renewed = `/v2/payments/authorizations/${made.id}`
  daysLater = 8
  expect(issueIn(await renew(renewed))).toBe('REAUTHORIZATION_NOT_SUPPORTED')
  expect(issueIn(await renew(path))).toBe('AUTHORIZATION_VOIDED')
  await providers.paypal('POST', `${renewed}/capture`, {})
  expect(issueIn(await renew(renewed))).toBe('AUTHORIZATION_ALREADY_CAPTURED')
})
