import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { paypalResult } from './clients/paypal-webhook.ts'
import { stripeResult } from './clients/stripe-webhook.ts'
import { readPayments } from './store/payments.ts'
import {
  account,
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  refund,
  settled,
  startService,
  wallet,
} from './testing-service.ts'
import { handleCommands } from './use-cases/handle-commands.ts'
import { recordResults } from './use-cases/record-results.ts'
import { renewExpiring } from './use-cases/renew-expiring.ts'

let service: RunningService
beforeAll(async () => {
  service = await startService()
  await sql`insert into accounts (customer_id, credit_limit_minor, currency) values ('ann', 10000, 'GBP')`.execute(
    service.db,
  )
})
afterAll(() => service.stop())
beforeEach(async () => {
  service.fake.forget()
  await sql`truncate payments, refunds, strays, outbox, inbox`.execute(service.db)
})

it.each([
  ['stripe', card],
  ['paypal', wallet],
] as const)(
  '%s: a payment that was settled as voided is voided, and what the provider still holds is released',
  async (_, method) => {
    const order = newOrder()
    await service.go(authorise(order, method))
    const declared = settled(order, 'money', 'voided')
    await service.go(declared)
    await service.go(declared, settled(order, 'money', 'voided'), cancel(order))
    expect(await service.payment(order)).toMatchObject({ status: 'voided', doing: null })
    expect(await service.balances(order)).toEqual({})
    expect(service.fake.held(order)).toMatchObject([{ status: 'held' }])
    await service.makeDue()
    await service.checkAbandoned()
    expect(service.fake.held(order)).toMatchObject([{ status: 'released' }])
    expect(await service.db.selectFrom('strays').selectAll().execute()).toEqual([])
  },
)

it('a capture that was settled is booked once, and its order can be refunded in the same batch', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  service.fake.meet('paypal', 'capture', 'pending')
  await service.go(capture(order))
  const declared = settled(order, 'capture', 'captured')
  await service.go(declared, refund(order, 200))
  await service.go(declared, settled(order, 'capture', 'captured'))
  expect(await service.payment(order)).toMatchObject({
    ...{ status: 'captured', captured_minor: 500, refunded_minor: 200, capture_pending_minor: 0 },
  })
  expect(await service.balances(order)).toMatchObject({
    ...{ sales: -500, refunds: 200, 'balance:paypal': 300 },
  })
})

it('a void on account frees the credit, and a capture on account cannot be declined', async () => {
  const [voided, captured] = [newOrder(), newOrder()]
  await service.go(authorise(voided, account), authorise(captured, account))
  await service.go(settled(voided, 'money', 'voided'), settled(captured, 'capture', 'declined'))
  expect(await service.published(captured)).toEqual(['authorised', 'captured'])
  const { rows } = await sql`select held_minor, owed_minor from accounts`.execute(service.db)
  expect(rows).toEqual([{ held_minor: 0, owed_minor: 500 }])
})

const both = [
  ['stripe', card],
  ['paypal', wallet],
] as const
const authorised = async (method: typeof card) => {
  const order = newOrder()
  await service.go(authorise(order, method))
  return order
}
/** What is due is done again, also by the search for what is held. */
const later = async () => {
  await service.makeDue()
  await service.checkAbandoned()
  service.worker.claimNow()
  await service.idle()
}
const statuses = (order: string) => service.fake.held(order).map(({ status }) => status)

describe('money that a provider took after all is booked and given back', () => {
  const expectGivenBack = async (provider: string, order: string) => {
    expect(service.fake.held(order)).toMatchObject([{ status: 'captured', refunded: 500 }])
    expect(await service.payment(order)).toMatchObject({
      ...{ status: 'voided', doing: null, captured_minor: 500, refunded_minor: 500 },
    })
    expect(await service.balances(order)).toMatchObject({
      ...{ [`balance:${provider}`]: 0, [`clearing:${provider}`]: 0, refunds: 500, sales: -500 },
    })
    expect(await service.db.selectFrom('strays').selectAll().execute()).toEqual([])
  }

  it.each(both)('%s: found when what was settled as voided is released', async (provider, of) => {
    const order = await authorised(of)
    await service.go(settled(order, 'money', 'voided'))
    service.fake.captureAt(service.fake.refOf(order))
    await later()
    await expectGivenBack(provider, order)
  })

  it.each(both)('%s: found when the authorisation is voided', async (provider, of) => {
    const order = await authorised(of)
    service.fake.captureAt(service.fake.refOf(order))
    await service.go(cancel(order))
    await expectGivenBack(provider, order)
    expect(await service.published(order)).toEqual(['authorised', 'voided'])
  })

  it('told by a webhook after a pending capture was settled as voided', async () => {
    const order = await authorised(wallet)
    service.fake.meet('paypal', 'capture', 'pending')
    await service.go(capture(order))
    await service.go(cancel(order))
    await service.go(settled(order, 'money', 'voided'))
    await later()
    const { captured_minor } = (await service.payment(order)) ?? {}
    expect(captured_minor).toBe(0)
    const id = service.fake.refOf(order)
    service.fake.captureAt(id)
    const made = { id, custom_id: order, status: 'COMPLETED' }
    const result = paypalResult('PAYMENT.CAPTURE.COMPLETED', made)
    if (!result) throw new Error('expected the event to be about the payment')
    await service.results.add({ result, event: { provider: 'paypal', eventId: newOrder() } })
    await service.idle()
    await later()
    await expectGivenBack('paypal', order)
  })

  it.each(both)('%s: a captured payment that was settled as voided', async (provider, of) => {
    const order = await authorised(of)
    await service.go(capture(order))
    service.fake.meet(provider, 'refund', 'lost', 'lost', 'lost')
    await service.go(cancel(order))
    await service.go(settled(order, 'money', 'voided'))
    expect(await service.payment(order)).toMatchObject({
      ...{ status: 'voided', refunded_minor: 0, returning_minor: 500 },
    })
    await later()
    await expectGivenBack(provider, order)
  })
})

describe('a payment whose capture was settled as declined', () => {
  it.each(both)('%s: is released, and captured and renewed no more', async (provider, of) => {
    const order = await authorised(of)
    service.fake.meet(provider, 'capture', 'lost', 'lost', 'lost')
    await service.go(capture(order))
    await service.go(settled(order, 'capture', 'declined'), capture(order))
    expect(await service.payment(order)).toMatchObject({ status: 'voided', doing: null })
    expect(statuses(order)).toEqual(['released'])
    expect((await service.published(order)).at(-1)).toBe('capture_refused capture_declined')
    await service.go(cancel(order))
    expect((await service.published(order)).at(-1)).toBe('voided')
  })

  it.each(both)('%s: is released later when the release fails', async (provider, of) => {
    const order = await authorised(of)
    service.fake.meet(provider, 'void', 'lost', 'lost', 'lost')
    await service.go(settled(order, 'capture', 'declined'))
    expect(await service.payment(order)).toMatchObject({ status: 'authorised', doing: 'void' })
    await sql`update payments set renew_at = now() - interval '1 second'`.execute(service.db)
    expect(await renewExpiring(service.deps)).toBe(0)
    await service.go(capture(order))
    expect(await service.payment(order)).toMatchObject({ doing: 'void' })
    await later()
    expect(await service.payment(order)).toMatchObject({ status: 'voided', doing: null })
    expect(statuses(order)).toEqual(['released'])
  })

  it('PayPal: and whose void met a capture pending is released once that was refused, also where both are recorded together', async () => {
    const order = await authorised(wallet)
    const idle = { ...service.deps, begin: () => undefined }
    await handleCommands(idle, [settled(order, 'capture', 'declined')])
    const { lease } = (await service.payment(order)) ?? {}
    const base = { orderId: order, provider: 'paypal', is: 'refused' } as const
    await recordResults(service.deps, [
      { result: { ...base, step: 'void', reason: 'capture_pending', lease: lease ?? '' } },
      { result: { ...base, step: 'capture', reason: 'denied', ref: 'C-1' } },
    ])
    expect(await service.payment(order)).toMatchObject({ status: 'voided', doing: null })
    expect(statuses(order)).toEqual(['held'])
    await later()
    expect(statuses(order)).toEqual(['released'])
  })
})

it('Stripe: what is held of a capture that was settled as captured, then its money as voided, and failed, is released', async () => {
  const order = await authorised(card)
  service.fake.meet('stripe', 'capture', 'pending')
  await service.go(capture(order))
  const idle = { ...service.deps, begin: () => undefined }
  await handleCommands(idle, [settled(order, 'capture', 'captured')])
  await handleCommands(idle, [settled(order, 'money', 'voided')])
  const id = service.fake.refOf(order)
  service.fake.hold(id)
  const failed = stripeResult('payment_intent.payment_failed', {
    ...{ id, metadata: { order_id: order }, last_payment_error: { code: 'card_declined' } },
  })
  if (!failed) throw new Error('expected the event to be about the payment')
  await recordResults(service.deps, [{ result: failed }])
  expect(await service.payment(order)).toMatchObject({ status: 'voided', captured_minor: 0 })
  expect(statuses(order)).toEqual(['held'])
  await later()
  expect(statuses(order)).toEqual(['released'])
})

describe('a renewal whose response was lost', () => {
  const renewed = async () => {
    const order = await authorised(wallet)
    await sql`update payments set renew_at = now() - interval '1 second'`.execute(service.db)
    await renewExpiring({ ...service.deps, begin: () => undefined })
    const payment = (await readPayments(service.db, [order])).get(order)
    if (!payment) throw new Error('expected the payment')
    await service.providers.paypal.renew(payment)
    service.fake.hold(payment.providerRef ?? '')
    expect(statuses(order)).toEqual(['held', 'held'])
    return order
  }

  it('and that was settled as voided leaves neither authorisation held', async () => {
    const order = await renewed()
    await service.go(cancel(order))
    await service.go(settled(order, 'money', 'voided'))
    await later()
    expect(statuses(order)).toEqual(['released', 'released'])
    expect(await service.db.selectFrom('strays').selectAll().execute()).toEqual([])
  })

  it('and that was settled as declined is found, and released', async () => {
    const order = await renewed()
    await service.go(settled(order, 'capture', 'declined'))
    await later()
    expect(await service.payment(order)).toMatchObject({ status: 'voided', renewals: 1 })
    expect(statuses(order).at(-1)).toBe('released')
  })
})

it('an authorisation that is told of a payment which was declined is released', async () => {
  const order = newOrder()
  service.fake.meet('stripe', 'authorise', 'decline')
  await service.go(authorise(order, card))
  expect(await service.published(order)).toEqual(['declined lost_card'])
  const id = service.fake.holdFor(order)
  const event = { provider: 'stripe', eventId: newOrder() } as const
  const base = { orderId: order, provider: 'stripe', step: 'authorise' } as const
  await service.results.add({ result: { ...base, is: 'done', ref: id }, event })
  await later()
  expect(statuses(order)).toEqual(['released'])
})
