import { freshDatabase, migrate } from '@stoa/postgres'
import { openApiOfApp } from '@stoa/service/testing'
import { answerDeviationOf } from '@stoa/service/testing-answers'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { createApp } from './app.ts'
import { paypalResult } from './clients/paypal-webhook.ts'
import { stripeResult } from './clients/stripe-webhook.ts'
import { pruneDueCaptures } from './store/due-captures.ts'
import { countUnsettled } from './store/unsettled.ts'
import type { Database } from './tables.ts'
import {
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  settled,
  startService,
  wallet,
} from './testing-service.ts'

const edge = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'
let service: RunningService
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  service = await startService()
  app = createApp(service.deps, {
    ...{ trustedForwarders: [edge], ready: async () => undefined, results: service.results },
    ...{ compareNow: () => undefined, stripeSecret: 'whsec_0123456789' },
    readPaypal: async () => undefined,
  })
})
afterAll(() => service.stop())

const headersOf = (sub: string, role: string) => ({
  'content-type': 'application/json',
  'x-stoa-claims': Buffer.from(JSON.stringify({ sub, roles: [role] })).toString('base64url'),
  'x-forwarded-client-cert': `Hash=1;URI=spiffe://${edge}`,
})
const writeOff = (reversalId: string, sub: string, role = 'finance') => {
  const body = JSON.stringify({ provider: 'paypal', reversalId, reason: `not paid, says ${sub}` })
  const request = { method: 'POST', headers: headersOf(sub, role), body }
  return app.request('/v1/reversals/write-off', request)
}
const due = async () => {
  const answer = await app.request('/v1/reversals', { headers: headersOf('ann', 'finance') })
  return ((await answer.json()) as { reversals: object[] }).reversals
}

it('money that PayPal took back is due until finance writes it off, once', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  await service.go(capture(order))
  const base = { orderId: order, provider: 'paypal', step: 'reversal', is: 'reversed' } as const
  const money = { amountMinor: 200, currency: 'GBP' }
  await service.results.add({ result: { ...base, ref: 'REV-1', money, reason: 'chargeback' } })
  expect(await countUnsettled(service.db)).toMatchObject({ capture_due: 1 })
  expect(await due()).toMatchObject([{ reversalId: 'REV-1', orderId: order, ...money }])

  expect((await writeOff('REV-1', 'ben', 'customer')).status).toBe(403)
  expect((await writeOff('REV-2', 'ann')).status).toBe(404)
  for (const by of ['ann', 'ben']) {
    const answer = await writeOff('REV-1', by)
    const operation = 'POST /v1/reversals/write-off'
    expect(await answerDeviationOf(operation, answer, await openApiOfApp(app))).toBeUndefined()
    expect(await answer.json()).toMatchObject({ reversalId: 'REV-1', status: 'written_off' })
  }
  expect(await due()).toEqual([])
  expect(await countUnsettled(service.db)).toMatchObject({ capture_due: 0 })
  expect(await service.balances(order)).toEqual({
    ...{ 'balance:paypal': 300, 'due:paypal': 0, chargebacks: 200, sales: -500 },
  })
  const kept = await service.db.selectFrom('reversals').selectAll().executeTakeFirst()
  expect(kept).toMatchObject({ written_off_by: 'ann', written_off_reason: 'not paid, says ann' })
})

const since = expect.stringMatching(/^20\d\d-.*Z$/)
const read = async (path: string, role = 'finance', sub = 'fiona') => {
  const answer = await app.request(path, { headers: headersOf(sub, role) })
  return { status: answer.status, body: (await answer.json()) as never }
}
interface Due {
  readonly payments: { readonly orderId: string }[]
  readonly cursor?: number
}
const duePayments = async () => (await read('/v1/payments/due')).body as Due
const paypalSays = async (type: string, resource: object) => {
  const result = paypalResult(type, resource)
  if (!result) throw new Error(`${type} is not read`)
  await service.results.add({ result })
}

/** An order whose provider meets this mishap when it is to capture. */
const captureMeets = async (mishap: 'pending' | 'refuse', method = wallet) => {
  const order = newOrder()
  await service.go(authorise(order, method))
  service.fake.meet(method === card ? 'stripe' : 'paypal', 'capture', mishap)
  await service.go(capture(order))
  return order
}
const expiredBeforeCapture = async () => {
  const order = newOrder()
  await service.go(authorise(order, card))
  const id = (await service.payment(order))?.provider_ref
  const result = stripeResult('payment_intent.canceled', { id, metadata: { order_id: order } })
  if (result) await service.results.add({ result })
  await service.go(capture(order))
  return order
}

it('finance lists the payments that are due, the longest due first, with the provider’s last answer', async () => {
  const pending = await captureMeets('pending')
  const refused = await captureMeets('refuse', card)
  const denied = await captureMeets('pending')
  const { capture_ref: id } = (await service.payment(denied)) ?? {}
  const resource = { id, custom_id: denied, status_details: { reason: 'DECLINED_BY_RISK' } }
  await paypalSays('PAYMENT.CAPTURE.DENIED', resource)
  const expired = await expiredBeforeCapture()
  const cancelled = await captureMeets('refuse', card)
  service.fake.meet('stripe', 'void', 'limit')
  await service.go(cancel(cancelled))

  const base = { customerId: 'ann', amountMinor: 500, currency: 'GBP', nextAttemptAt: null }
  expect((await duePayments()).payments).toEqual([
    { ...base, orderId: pending, provider: 'paypal', status: 'pending', reason: 'pending', since },
    { ...base, orderId: refused, provider: 'stripe', status: 'refused', reason: 'refuse', since },
    {
      ...{ ...base, orderId: denied, provider: 'paypal', status: 'refused', since },
      ...{ reason: 'declined_by_risk', nextAttemptAt: since },
    },
    {
      ...{ ...base, orderId: expired, provider: 'stripe', status: 'expired', since },
      reason: 'authorisation_expired',
    },
  ])
  expect(await countUnsettled(service.db)).toMatchObject({ capture_pending: 1, capture_due: 3 })
  expect((await read('/v1/payments/due', 'customer')).status).toBe(403)
  expect((await read(`/v1/payments/${refused}`)).body).toMatchObject({ captureStatus: 'due' })
  expect((await read(`/v1/payments/${pending}`)).body).toMatchObject({ captureStatus: 'pending' })

  const found: string[] = []
  for (let after: number | undefined = 0; after !== undefined; ) {
    const { body } = await read(`/v1/payments/due?limit=3&after=${after}`, 'operator')
    const page: Due = body
    found.push(...page.payments.map(({ orderId }) => orderId))
    after = page.cursor
  }
  expect(found).toEqual([pending, refused, denied, expired])
})

it('a payment is due until it is captured, given up or cancelled', async () => {
  const due = (await duePayments()).payments.map(({ orderId }) => orderId)
  const [pending = '', refused = '', denied = '', expired = ''] = due
  const { capture_ref: id } = (await service.payment(pending)) ?? {}
  await paypalSays('PAYMENT.CAPTURE.COMPLETED', { id, custom_id: pending, status: 'COMPLETED' })
  await service.go(capture(refused))
  await service.go(settled(denied, 'capture', 'declined'))
  expect((await duePayments()).payments).toMatchObject([{ orderId: expired }])
  await service.go(settled(expired, 'capture', 'declined'))
  expect((await duePayments()).payments).toEqual([])
  expect(await countUnsettled(service.db)).toMatchObject({ capture_pending: 0, capture_due: 0 })
  await pruneDueCaptures(service.db)
  expect(await service.db.selectFrom('due_captures').selectAll().execute()).toEqual([])
})

it('a payment whose capture was settled as declined is due again when its parcel had left', async () => {
  const order = newOrder()
  await service.go(authorise(order, card))
  await service.go(settled(order, 'capture', 'declined'))
  expect((await duePayments()).payments).toEqual([])
  await service.go(capture(order))
  const due = { orderId: order, status: 'expired', amountMinor: 500, nextAttemptAt: null }
  expect((await duePayments()).payments).toMatchObject([due])
  expect((await read(`/v1/payments/${order}`)).body).toMatchObject({ captureStatus: 'due' })
  await pruneDueCaptures(service.db)
  expect((await duePayments()).payments).toHaveLength(1)
  await service.go(settled(order, 'capture', 'declined'))
  expect((await duePayments()).payments).toEqual([])
})

it('a reversal of nothing is left out, and does not fail', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  await service.go(capture(order))
  const amount = { currency_code: 'GBP', value: '0.00' }
  await paypalSays('PAYMENT.CAPTURE.REVERSED', { id: 'REV-0', custom_id: order, amount })
  expect(await service.payment(order)).toMatchObject({ status: 'captured', reversed_minor: 0 })
})

it('finance reads a payment, without what its shopper confirms it with', async () => {
  const order = newOrder()
  await service.go(authorise(order, card))
  const shown = { type: 'confirm_card', expiresAt: '2026-01-01T00:00:00.000Z' }
  const action = JSON.stringify({ ...shown, clientSecret: 'pi_1_secret', checks: 0 })
  await sql`update payments set action = ${action} where order_id = ${order}`.execute(service.db)
  const path = `/v1/payments/${order}`
  expect((await read(path)).body).toMatchObject({ orderId: order, amountMinor: 500 })
  expect((await read(path)).body).toHaveProperty('action', shown)
  const inFull = { ...shown, clientSecret: 'pi_1_secret' }
  expect((await read(path, 'customer', 'ann')).body).toHaveProperty('action', inFull)
  expect((await read(path, 'customer', 'ben')).status).toBe(404)
  const check = { method: 'POST', headers: headersOf('fiona', 'finance') }
  expect((await app.request(`${path}/check`, check)).status).toBe(404)
})

it('a reversal moves to the dispute that fits it, and back, as often as what PayPal tells asks for it', async () => {
  const order = newOrder()
  await service.go(authorise(order, wallet))
  await service.go(capture(order))
  const base = { orderId: order, provider: 'paypal' } as const
  const moneyOf = (amountMinor: number) => ({ amountMinor, currency: 'GBP' })
  const reversed = (ref: string, amountMinor: number, captureRef: string) =>
    service.results.add({
      result: {
        ...{ ...base, step: 'reversal', is: 'reversed', ref, captureRef, reason: 'chargeback' },
        money: moneyOf(amountMinor),
      },
    })
  const lostInPart = (disputeId: string, captureRef: string) => {
    const about = { disputeId, captureRef, money: moneyOf(100), reason: 'fraud', respondBy: null }
    const report = { ...about, status: 'lost', movements: 1, lostMinor: 34 } as const
    return service.results.add({ result: { ...base, step: 'dispute', is: 'disputed', report } })
  }
  const pairs = async () => {
    const rows = await service.db
      .selectFrom('reversals')
      .select(['reversal_id', 'dispute_id'])
      .where('order_id', '=', order)
      .execute()
    return Object.fromEntries(rows.map(({ reversal_id, dispute_id }) => [reversal_id, dispute_id]))
  }
  await lostInPart('A', 'C-1')
  await reversed('R-1', 34, 'C-1')
  expect(await pairs()).toEqual({ 'R-1': 'A' })
  await reversed('R-2', 100, 'C-1')
  expect(await pairs()).toEqual({ 'R-1': null, 'R-2': 'A' })
  await lostInPart('B', 'C-2')
  expect(await pairs()).toEqual({ 'R-1': null, 'R-2': 'A' })
  await lostInPart('C', 'C-1')
  expect(await pairs()).toEqual({ 'R-1': 'C', 'R-2': 'A' })
  await reversed('R-3', 100, 'C-1')
  expect(await pairs()).toMatchObject({ 'R-1': null })
  expect(await service.balances(order)).toEqual({
    ...{ 'balance:paypal': 364, 'disputed:paypal': 0, 'due:paypal': 34 },
    ...{ chargebacks: 102, sales: -500 },
  })
})

it('a reversal without a capture is taken for the only capture of its payment', async () => {
  const older = Object.entries(migrations).filter(([name]) => name < '0032-paired-reversals')
  const { db, drop } = await freshDatabase<Database>(
    process.env.TEST_POSTGRES,
    Object.fromEntries(older),
  )
  onTestFinished(drop)
  const [one, two] = [newOrder(), newOrder()]
  const captures = { [one]: ['C-1'], [two]: ['C-1', 'C-2'] }
  for (const [order, refs] of Object.entries(captures)) {
    const told = JSON.stringify(refs.map((ref) => ({ ref, amountMinor: 100, takenMinor: 10 })))
    await sql`insert into payments (order_id, method, provider, status, amount_minor, captures)
      values (${order}, 'paypal', 'paypal', 'captured', 200, ${told})`.execute(db)
    await sql`insert into disputes (provider, dispute_id, order_id, amount_minor, currency, reason, status, movements)
      values ('paypal', ${order}, ${order}, 10, 'GBP', 'fraud', 'open', 1)`.execute(db)
    await sql`insert into reversals (provider, reversal_id, order_id, amount_minor, currency, reason, status)
      values ('paypal', ${order}, ${order}, 20, 'GBP', 'fraud', 'due')`.execute(db)
  }
  await migrate(db, migrations)
  const found = async (table: 'disputes' | 'reversals') => {
    const rows = await db.selectFrom(table).select(['order_id', 'capture_ref']).execute()
    return Object.fromEntries(rows.map((row) => [row.order_id, row.capture_ref]))
  }
  const known = { [one]: 'C-1', [two]: null }
  expect([await found('disputes'), await found('reversals')]).toEqual([known, known])
})
