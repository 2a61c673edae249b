import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { paypalResult } from './clients/paypal-webhook.ts'
import {
  authorise,
  cancel,
  capture,
  newOrder,
  type RunningService,
  settled,
  startService,
  wallet,
} from './testing-service.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterEach(() => {
  service.fake.review(false)
})
afterAll(() => service.stop())

const reviewed = async (): Promise<string> => {
  const order = newOrder()
  service.fake.review(true)
  await service.go(authorise(order, wallet))
  return order
}
/** The event of the end of a review. */
const decided = async (order: string, status: string) => {
  const amount = { currency_code: 'GBP', value: '5.00' }
  const resource = { id: service.fake.refOf(order), custom_id: order, status, amount }
  const result = paypalResult('PAYMENT.AUTHORIZATION.CREATED', resource)
  if (!result) throw new Error('expected a result')
  await service.results.add({ result, event: { provider: 'paypal', eventId: randomUUID() } })
  await service.idle()
}
const outOfTime = async (order: string) => {
  await sql`
    update payments set review = jsonb_set(review, '{expiresAt}', '"2026-01-01T00:00:00Z"')
    where order_id = ${order}`.execute(service.db)
  await service.goOn()
}
const heldOf = (order: string) => service.fake.held(order).map(({ status }) => status)

it('an authorisation that is reviewed is not one: nothing is announced or captured', async () => {
  const order = await reviewed()
  await service.go(authorise(order, wallet))
  await service.go(capture(order))
  expect(await service.payment(order)).toMatchObject({ status: 'pending' })
  expect(await service.published(order)).toEqual(['capture_refused not_authorised'])
  expect(heldOf(order)).toEqual(['held'])
})

it('a replica of an older release sees an authorisation without an outcome', async () => {
  const order = await reviewed()
  const { rows } = await sql`
    select status, doing, action, review->>'type' as review from payments
    where order_id = ${order}`.execute(service.db)
  expect(rows).toEqual([{ status: 'pending', doing: 'authorise', action: null, review: 'review' }])
})

it('a review that ends in time authorises the payment, or declines it', async () => {
  const approved = await reviewed()
  service.fake.review(false)
  await decided(approved, 'CREATED')
  expect(await service.published(approved)).toEqual(['authorised'])
  expect(await service.payment(approved)).toMatchObject({ status: 'authorised', review: null })
  const denied = await reviewed()
  await decided(denied, 'DENIED')
  expect(await service.published(denied)).toEqual(['declined authorisation_denied'])
})

it('a review that nobody tells the end of is asked about', async () => {
  const order = await reviewed()
  service.fake.review(false)
  await service.goOn()
  expect(await service.published(order)).toEqual(['authorised'])
})

it('a review that takes too long declines the payment, and what it authorises later is voided', async () => {
  const order = await reviewed()
  await outOfTime(order)
  expect(await service.published(order)).toEqual([
    ...['declined authorisation_under_review', 'voided'],
  ])
  await service.goOn()
  expect(heldOf(order)).toEqual(['held'])
  service.fake.review(false)
  await decided(order, 'CREATED')
  expect(heldOf(order)).toEqual(['released'])
  expect(await service.payment(order)).toMatchObject({
    status: 'voided',
    doing: null,
    review: null,
  })
})

it('an order that is cancelled during a review is told at once, and its money is released after it', async () => {
  const order = await reviewed()
  await service.go(cancel(order))
  expect(await service.published(order)).toEqual(['voided'])
  service.fake.forgetKeys()
  await service.goOn()
  service.fake.review(false)
  await service.goOn()
  expect(heldOf(order)).toEqual(['released'])
  expect(await service.payment(order)).toMatchObject({ status: 'voided', doing: null })
})

it.each([false, true])(
  'one that was declared void during its review is released after it; its keys are forgotten: %s',
  async (areForgotten) => {
    const order = await reviewed()
    await service.go(settled(order, 'money', 'voided'))
    if (areForgotten) service.fake.forgetKeys()
    service.fake.review(false)
    await decided(order, 'CREATED')
    await service.makeDue()
    await service.checkAbandoned()
    expect(heldOf(order)).toEqual(['released'])
  },
)

it('an authorisation without a response is not made a second time when its key is forgotten', async () => {
  const order = newOrder()
  service.fake.meet('paypal', 'authorise', 'mute', 'lost', 'lost')
  service.fake.meet('paypal', 'read', 'lost', 'lost', 'lost')
  await service.go(authorise(order, wallet))
  expect(await service.published(order)).toEqual([])
  service.fake.forget()
  service.fake.forgetKeys()
  await service.goOn()
  expect(heldOf(order)).toEqual(['held'])
  expect(await service.published(order)).toEqual(['authorised'])
})
