import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { paypalResult } from './clients/paypal-webhook.ts'
import type { Deps } from './deps.ts'
import { renewAfterMs } from './renewal.ts'
import { startRenewalWorker } from './renewal-worker.ts'
import { readPayments } from './store/payments.ts'
import {
  authorise,
  cancel,
  capture,
  card,
  newOrder,
  type RunningService,
  startService,
  wallet,
} from './testing-service.ts'
import { handleCommands } from './use-cases/handle-commands.ts'
import { renewExpiring } from './use-cases/renew-expiring.ts'

let service: RunningService
let deps: Deps
beforeAll(async () => {
  service = await startService()
  deps = Object.assign(service.deps, { renewAfterMs })
})
afterAll(() => service.stop())
afterEach(async () => {
  service.fake.forget()
  await sql`update payments set renew_at = null`.execute(service.db)
})

async function authorised(method = wallet) {
  const orderId = newOrder()
  await service.handle(authorise(orderId, method))
  await service.idle()
  service.fake.forget()
  return orderId
}

const age = () =>
  sql`update payments set renew_at = now() - interval '1 second' where renew_at is not null`.execute(
    service.db,
  )

/** Four days pass, and what is due is renewed. */
async function fourDaysLater() {
  await age()
  await renewExpiring(deps)
  await service.idle()
}

const refOf = async (orderId: string) => (await service.payment(orderId))?.provider_ref ?? ''

it('an authorisation is renewed on its fourth day, under a new id with its end, and again after as long', async () => {
  const orderId = await authorised()
  const before = await service.payment(orderId)
  expect(await renewExpiring(deps)).toBe(0)
  const planned = before?.renew_at as Date
  expect(+planned - +(before?.created_at as Date)).toBeGreaterThan(renewAfterMs - 60_000)
  await fourDaysLater()
  const after = await service.payment(orderId)
  expect(after).toMatchObject({ status: 'authorised', doing: null, lease: null, renewals: 1 })
  expect(after?.provider_ref).not.toBe(before?.provider_ref)
  expect(after?.authorised_until).toEqual(new Date('2026-02-01T00:00:00Z'))
  expect(+(after?.renew_at as Date)).toBeGreaterThan(Date.now() + renewAfterMs - 60_000)
  expect(service.fake.held(orderId).map(({ status }) => status)).toEqual(['released', 'held'])
  expect(await service.published(orderId)).toEqual(['authorised', 'renewed'])
  expect(await service.balances(orderId)).toEqual({})
  await fourDaysLater()
  expect(await service.payment(orderId)).toMatchObject({ renewals: 2 })
})

it('the renewed authorisation is the one that is captured, and the one that is voided', async () => {
  const [captured, voided] = [await authorised(), await authorised()]
  await fourDaysLater()
  await service.handle(capture(captured), cancel(voided))
  await service.idle()
  const statuses = (orderId: string) => service.fake.held(orderId).map(({ status }) => status)
  expect(statuses(captured)).toEqual(['released', 'captured'])
  expect(statuses(voided)).toEqual(['released', 'released'])
  expect(await service.balances(captured)).toEqual({ 'balance:paypal': 500, sales: -500 })
  expect(await service.balances(voided)).toEqual({})
})

it('a card, and what a provider refuses to renew, is left to orders to capture early', async () => {
  const [byCard, refused] = [await authorised(card), await authorised()]
  service.fake.meet('paypal', 'renew', 'refuse')
  await fourDaysLater()
  expect(await service.published(byCard)).toEqual([
    'authorised',
    'renewal_refused renewal_not_offered',
  ])
  expect(await service.published(refused)).toEqual(['authorised', 'renewal_refused invalid'])
  expect(await service.payment(refused)).toMatchObject({ status: 'authorised', doing: null })
  await fourDaysLater()
  expect(service.fake.calls).toEqual(['paypal renew'])
  await service.handle(capture(byCard), capture(refused))
  await service.idle()
  expect(await service.payment(byCard)).toMatchObject({ status: 'captured' })
  expect(await service.payment(refused)).toMatchObject({ status: 'captured' })
})

it.each([
  ['the provider finds it too soon', 'soon'],
  ['the provider was not reached', 'limit'],
] as const)('it is renewed some hours later when %s', async (_, mishap) => {
  const orderId = await authorised()
  service.fake.meet('paypal', 'renew', mishap)
  await fourDaysLater()
  const waiting = await service.payment(orderId)
  expect(waiting).toMatchObject({ status: 'authorised', doing: null, renewals: 0 })
  expect(+(waiting?.renew_at as Date)).toBeGreaterThan(Date.now())
  expect(await service.published(orderId)).toEqual(['authorised'])
  await fourDaysLater()
  expect(await service.payment(orderId)).toMatchObject({ doing: null, renewals: 1 })
})

it('a renewal whose answer was lost with its process is found at the provider, not made again', async () => {
  const orderId = await authorised()
  await age()
  const crashing = { ...deps, begin: () => undefined }
  expect(await renewExpiring(crashing)).toBe(1)
  const leased = await service.payment(orderId)
  expect(leased).toMatchObject({ doing: 'renew', renewals: 0 })
  const payment = (await readPayments(service.db, [orderId])).get(orderId)
  const made = payment && (await service.providers.paypal.renew(payment))
  expect(made).toMatchObject({ is: 'done' })
  service.fake.forget()
  await service.makeDue()
  service.worker.claimNow()
  await service.idle()
  expect(service.fake.calls).toEqual([])
  expect(await service.payment(orderId)).toMatchObject({ doing: null, renewals: 1 })
  expect(await refOf(orderId)).toBe(made?.is === 'done' && made.ref)
  expect(service.fake.held(orderId)).toHaveLength(2)
})

it('a renewal without an answer is asked about before another one is requested', async () => {
  const [made, lost] = [await authorised(), newOrder()]
  service.fake.meet('paypal', 'renew', 'mute')
  await fourDaysLater()
  expect(service.fake.calls).toEqual(['paypal renew'])
  expect(await service.payment(made)).toMatchObject({ doing: null, renewals: 1 })
  await service.handle(authorise(lost, wallet))
  await service.idle()
  service.fake.meet('paypal', 'renew', 'lost', 'lost', 'lost')
  await sql`update payments set renew_at = now() where order_id = ${lost}`.execute(service.db)
  await renewExpiring(deps)
  await service.idle()
  expect(await service.payment(lost)).toMatchObject({ doing: 'renew', asked: true, renewals: 0 })
  await service.makeDue()
  service.worker.claimNow()
  await service.idle()
  expect(await service.payment(lost)).toMatchObject({ doing: null, renewals: 1 })
  expect(service.fake.held(lost)).toHaveLength(2)
})

it('nothing is renewed that is being captured or voided, and what is being renewed is captured and voided after it', async () => {
  const [capturing, voiding] = [await authorised(), await authorised()]
  const held = { ...deps, begin: () => undefined }
  await handleCommands(held, [capture(capturing), cancel(voiding)])
  await fourDaysLater()
  expect(await service.payment(capturing)).toMatchObject({ doing: 'capture', renewals: 0 })
  expect(await service.payment(voiding)).toMatchObject({ doing: 'void', renewals: 0 })

  const [captured, voided] = [await authorised(), await authorised()]
  await age()
  await renewExpiring(held)
  await service.handle(capture(captured), cancel(voided))
  await service.idle()
  expect(service.fake.calls).toEqual([])
  await service.makeDue()
  service.worker.claimNow()
  await service.idle()
  expect(await service.payment(voided)).toMatchObject({ status: 'voided', renewals: 1 })
  expect(await service.published(voided)).toEqual(['authorised', 'voided'])
  await service.handle(capture(captured))
  await service.idle()
  expect(await service.payment(captured)).toMatchObject({ status: 'captured', renewals: 1 })
  expect(service.fake.held(captured).map(({ status }) => status)).toEqual(['released', 'captured'])
})

it('the end of the authorisation that was renewed does not end the payment, before its renewal is recorded or after', async () => {
  const orderId = await authorised()
  const oldRef = await refOf(orderId)
  const report = async (type: string, id: string, status: string) => {
    const result = paypalResult(type, { id, custom_id: orderId, status })
    if (!result) throw new Error('expected the event to be about the payment')
    await service.results.add({ result, event: { provider: 'paypal', eventId: newOrder() } })
  }
  await age()
  await renewExpiring({ ...deps, begin: () => undefined })
  await report('PAYMENT.AUTHORIZATION.VOIDED', oldRef, 'VOIDED')
  expect(await service.payment(orderId)).toMatchObject({ status: 'authorised', doing: 'renew' })
  await service.makeDue()
  service.worker.claimNow()
  await service.idle()
  const newRef = await refOf(orderId)
  expect(newRef).not.toBe(oldRef)
  await report('PAYMENT.AUTHORIZATION.VOIDED', oldRef, 'VOIDED')
  await report('PAYMENT.AUTHORIZATION.CREATED', oldRef, 'CREATED')
  await report('PAYMENT.AUTHORIZATION.CREATED', newRef, 'CREATED')
  expect(await service.payment(orderId)).toMatchObject({
    ...{ status: 'authorised', doing: null, provider_ref: newRef },
  })
  expect(await service.published(orderId)).toEqual(['authorised', 'renewed'])
  await report('PAYMENT.AUTHORIZATION.VOIDED', newRef, 'VOIDED')
  expect(await service.payment(orderId)).toMatchObject({ status: 'expired' })
})

it('by default nothing is renewed; once it is set, older authorisations are as well', async () => {
  Object.assign(deps, { renewAfterMs: undefined })
  const orderId = await authorised()
  await sql`update payments set created_at = now() - interval '5 days' where order_id = ${orderId}`.execute(
    service.db,
  )
  await startRenewalWorker(deps)()
  expect(await service.payment(orderId)).toMatchObject({ renew_at: null, renewals: 0 })
  Object.assign(deps, { renewAfterMs })
  const stop = startRenewalWorker(deps)
  await vi.waitFor(async () =>
    expect(await service.payment(orderId)).toMatchObject({ doing: null, renewals: 1 }),
  )
  await stop()
})
