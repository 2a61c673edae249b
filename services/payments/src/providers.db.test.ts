import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { stripeResult } from './clients/stripe-webhook.ts'
import { refundIdOf } from './refund-id.ts'
import { countHeldStrays, listHeldStrays, retryStrays } from './store/stray-captures.ts'
import {
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  refund,
  startService,
  wallet,
} from './testing-service.ts'
import { handleCommands } from './use-cases/handle-commands.ts'

const money = { amountMinor: 500, currency: 'GBP' }

let service: RunningService
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  service.fake.forget()
  await sql`truncate payments, refunds, strays, stray_captures, outbox, inbox`.execute(service.db)
})

it.each([
  ['card', card, 'stripe', 'balance:stripe'],
  ['wallet', wallet, 'paypal', 'balance:paypal'],
])('a %s is authorised, captured and refunded', async (_, method, provider, asset) => {
  const order = newOrder()
  await service.go(authorise(order, method))
  await service.go(capture(order))
  await service.go(refund(order, 120))
  await service.go(refund(order, 381))
  const published = ['authorised', 'captured', 'refunded', 'refund_refused more_than_captured']
  expect(await service.published(order)).toEqual(published)
  expect(service.fake.held(order)).toMatchObject([{ provider, status: 'captured', refunded: 120 }])
  const clearing = `clearing:${provider}`
  const expected = { [asset]: 380, [clearing]: 0, refunds: 120, sales: -500 }
  expect(await service.balances(order)).toEqual(expected)
  expect((await service.payment(order))?.token).toBeNull()
})

it('repeated commands reach the provider once', async () => {
  const order = newOrder()
  for (let time = 0; time < 3; time += 1) await service.go(authorise(order, card))
  for (let time = 0; time < 3; time += 1) await service.go(capture(order))
  expect(service.fake.calls).toEqual(['stripe authorise', 'stripe capture'])
  expect(await service.published(order)).toHaveLength(6)
})

it('a decline is final: no other provider is tried', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'decline')
  await service.go(authorise(order, card))
  expect(await service.published(order)).toEqual(['declined lost_card'])
  expect(service.fake.calls).toEqual(['stripe authorise'])
})

it.each([['refuse'], ['limit']] as const)(
  'a card that Stripe cannot take (%s) fails over to PayPal',
  async (mishap) => {
    const order = newOrder()
    service.fake.meet('stripe', 'authorise', mishap)
    await service.go(authorise(order, card))
    expect(service.fake.calls).toEqual(['stripe authorise', 'paypal authorise'])
    expect(await service.payment(order)).toMatchObject({ provider: 'paypal', status: 'authorised' })
    await service.go(capture(order))
    expect(service.fake.held(order)).toMatchObject([{ provider: 'paypal', status: 'captured' }])
  },
)

it('a server error is retried at the same provider', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'error')
  await service.go(authorise(order, card))
  expect(service.fake.calls).toEqual(['stripe authorise', 'stripe authorise'])
  expect(await service.payment(order)).toMatchObject({ provider: 'stripe', status: 'authorised' })
})

it('a provider that returns only errors is abandoned for the other, and its authorisation is released', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'mute', 'error', 'error', 'error')
  await service.providers.stripe.authorise({
    ...(await import('./payment.ts')).tombstone(order),
    ...{ amountMinor: 500, currency: 'GBP', token: 'pm_card_visa' },
  })
  await service.go(authorise(order, card))
  expect(await service.payment(order)).toMatchObject({ provider: 'paypal', status: 'authorised' })
  expect(service.fake.held(order).filter(({ status }) => status === 'held')).toHaveLength(2)
  await service.makeDue()
  await service.checkAbandoned()
  expect(service.fake.held(order)).toMatchObject([
    { provider: 'stripe', status: 'released' },
    { provider: 'paypal', status: 'held' },
  ])
  expect(await service.db.selectFrom('strays').selectAll().execute()).toEqual([])
})

it('what Stripe captured of an order that PayPal took is booked and given back, once', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'error', 'error', 'error')
  await service.go(authorise(order, card))
  await service.makeDue()
  for (let n = 0; n < 3; n += 1) await service.checkAbandoned()
  expect(await service.payment(order)).toMatchObject({ provider: 'paypal', status: 'authorised' })
  const id = service.fake.holdFor(order)
  service.fake.captureAt(id)
  const tell = async () => {
    const base = { orderId: order, provider: 'stripe', step: 'capture' } as const
    const event = { provider: 'stripe', eventId: newOrder() } as const
    await service.results.add({ result: { ...base, is: 'done', ref: id }, event })
    await service.makeDue()
    await service.checkAbandoned()
  }
  service.fake.meet('stripe', 'refund', 'lost')
  await tell()
  expect(await service.balances(order)).toMatchObject({
    ...{ 'balance:stripe': 500, 'unused:stripe': -500 },
  })
  await tell()
  await tell()
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 0, 'unused:stripe': 0 })
  expect(service.fake.held(order)).toMatchObject([
    { provider: 'paypal', status: 'held' },
    { provider: 'stripe', status: 'captured', refunded: 500 },
  ])
  expect(await service.db.selectFrom('strays').selectAll().execute()).toEqual([])
  expect(await service.payment(order)).toMatchObject({ provider: 'paypal', status: 'authorised' })

  for (const eventId of [newOrder(), newOrder()]) {
    const failed = service.fake.failRefund(id)
    const metadata = { order_id: order, refund_id: refundIdOf('stripe', id) }
    const object = { id: failed, status: 'failed', failure_reason: 'lost_card', payment_intent: id }
    const result = stripeResult('refund.failed', {
      ...object,
      amount: 500,
      currency: 'gbp',
      metadata,
    })
    if (!result) throw new Error('the event is not read')
    await service.results.add({ result, event: { provider: 'stripe', eventId } })
    expect(await service.balances(order)).toMatchObject({
      ...{ 'balance:stripe': 500, 'unused:stripe': -500 },
    })
  }
  await service.makeDue()
  await service.checkAbandoned()
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 0, 'unused:stripe': 0 })
  expect(service.fake.held(order)).toMatchObject([{ refunded: 0 }, { refunded: 500 }])
})

it('what a provider tells of before the last search, which does not show it yet, is searched for anew', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'error', 'error', 'error')
  await service.go(authorise(order, card))
  const search = async () => {
    await service.makeDue()
    await service.checkAbandoned()
  }
  for (let n = 0; n < 2; n += 1) await search()
  const event = { provider: 'stripe', eventId: newOrder() } as const
  const base = { orderId: order, provider: 'stripe', step: 'capture' } as const
  await service.results.add({ result: { ...base, is: 'done', ref: 'pi_late' }, event })
  await search()
  service.fake.captureAt(service.fake.holdFor(order))
  await search()
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 0, 'unused:stripe': 0 })
})

it('a refund of it that the provider refuses is requested less and less often, 20 times, listed, and once more on request', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'error', 'error', 'error')
  await service.go(authorise(order, card))
  service.fake.captureAt(service.fake.holdFor(order))
  const pauses: (number | null)[] = []
  for (let request = 1; request <= 20; request += 1) {
    service.fake.meet('stripe', 'refund', 'refuse')
    await service.makeDue()
    await service.checkAbandoned()
    const [one] = await listHeldStrays(service.db, 10)
    expect(one).toMatchObject({ orderId: order, requests: request, reason: 'refuse', ...money })
    const { nextAttemptAt } = one ?? {}
    pauses.push(nextAttemptAt ? Math.round((+nextAttemptAt - Date.now()) / 60_000) : null)
  }
  expect(pauses.slice(0, 4)).toEqual([2, 4, 8, 16])
  expect(pauses.slice(-2)).toEqual([360, null])
  expect(await countHeldStrays(service.db)).toEqual({ requested: 0, given_up: 1 })
  await service.checkAbandoned()
  expect(await countHeldStrays(service.db)).toEqual({ requested: 0, given_up: 1 })
  await retryStrays(service.db)
  await service.checkAbandoned()
  expect(await service.balances(order)).toMatchObject({ 'balance:stripe': 0, 'unused:stripe': 0 })
  expect(await countHeldStrays(service.db)).toEqual({ requested: 0, given_up: 0 })
})

it.each([
  ['stripe', card],
  ['paypal', wallet],
] as const)(
  '%s: a response that is lost after the money was taken has the request repeated, with one effect',
  async (provider, method) => {
    const order = newOrder()
    service.fake.meet(provider, 'authorise', 'mute')
    await service.go(authorise(order, method))
    expect(await service.published(order)).toEqual(['authorised'])
    service.fake.meet(provider, 'capture', 'mute')
    await service.go(capture(order))
    expect(await service.published(order)).toEqual(['authorised', 'captured'])
    expect(service.fake.held(order)).toMatchObject([{ provider, status: 'captured' }])
  },
)

it('a missing response never fails over to the other provider', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'mute', 'lost', 'lost', 'lost')
  await service.go(authorise(order, card))
  expect(await service.payment(order)).toMatchObject({
    status: 'pending',
    asked: true,
    attempts: 1,
  })
  await service.goOn()
  expect(await service.published(order)).toEqual(['authorised'])
  expect(service.fake.calls.filter((call) => call.startsWith('paypal'))).toEqual([])
  expect(service.fake.held(order)).toHaveLength(1)
})

it('a void while the authorisation is pending is published once its outcome is known', async () => {
  const order = newOrder()
  await service.handle(authorise(order, card), cancel(order))
  expect(await service.published(order)).toEqual([])
  await service.idle()
  expect(await service.published(order)).toEqual(['voided'])
  expect(service.fake.held(order)).toMatchObject([{ status: 'released' }])
})

it('after a void, a late authorise never reaches the provider', async () => {
  const order = newOrder()
  await service.go(cancel(order))
  await service.go(authorise(order, card))
  expect(await service.published(order)).toEqual(['voided', 'declined cancelled'])
  expect(service.fake.calls).toEqual([])
})

it('a void of a captured payment refunds all of it, once', async () => {
  const order = newOrder()
  await service.go(authorise(order, card))
  await service.go(capture(order))
  service.fake.meet('stripe', 'refund', 'mute', 'refuse')
  await service.go(cancel(order), cancel(order))
  await service.goOn()
  expect(await service.published(order)).toEqual(['authorised', 'captured', 'voided'])
  expect(service.fake.held(order)).toMatchObject([{ status: 'captured', refunded: 500 }])
  expect((await service.balances(order))['clearing:stripe']).toBe(0)
})

it('a void that overtakes a capture refunds it', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  await service.go(capture(order), cancel(order))
  expect(await service.published(order)).toEqual(['authorised', 'voided'])
  expect(service.fake.held(order)).toMatchObject([{ status: 'captured', refunded: 500 }])
})

it('a refund that the provider refuses is published, and its amount can be refunded again', async () => {
  const order = newOrder()
  await service.go(authorise(order, card), capture(order))
  await service.go(capture(order))
  service.fake.meet('stripe', 'refund', 'refuse')
  await service.go(refund(order, 500))
  await service.go(refund(order, 500))
  expect((await service.published(order)).slice(-2)).toEqual(['refund_refused refuse', 'refunded'])
  expect(await service.balances(order)).toMatchObject({ refunds: 500, 'clearing:stripe': 0 })
})

it('a step that a crash left behind is carried out when its lease expires', async () => {
  const order = newOrder()
  const crashed = { ...service.deps, begin: () => undefined }
  await handleCommands(crashed, [authorise(order, card)])
  service.worker.claimNow()
  await service.idle()
  expect(service.fake.calls).toEqual([])
  await service.goOn()
  expect(await service.published(order)).toEqual(['authorised'])
})
