import { openApiOfApp } from '@stoa/service/testing'
import { answerDeviationOf } from '@stoa/service/testing-answers'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { countOpen } from './store/orders.ts'
import {
  app,
  as,
  clock,
  deps,
  fresh,
  handOver,
  json,
  later,
  onFreshDatabase,
  parcel,
  post,
  ready,
  reply,
  said,
  view,
} from './testing.ts'
import { listHeld } from './use-cases/list-held.ts'
import { sweep } from './use-cases/sweep.ts'

onFreshDatabase()

const manager = as('olga', 'order-manager')
const settle = (orderId: string, body: object, who = manager) =>
  post(`/v1/orders/${orderId}/settle`, { reason: 'looked it up', ...body }, who)
/** Why a successful answer is not what the document promises of the operation. */
const deviation = async (operation: string, answer: Response) =>
  answerDeviationOf(`POST /v1/orders/{orderId}/${operation}`, answer, await openApiOfApp(app))
const parcelCancelled = { step: 'parcel', outcome: 'cancelled' }

/** An order on hold: shipping has not said whether its parcel can be cancelled. */
async function stuck(): Promise<string> {
  const orderId = await ready()
  await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1'))
  later(31 * 60_000)
  await sweep(deps)
  expect(await view(orderId)).toHaveProperty('hold')
  return orderId
}

it('settles an order on hold: the books are told, and it goes on as after the missing reply', async () => {
  const orderId = await stuck()
  const [held] = (await listHeld(fresh.db, 100)).filter((one) => one.orderId === orderId)
  expect(held?.steps).toEqual([{ step: 'parcel', outcomes: ['cancelled', 'handed_over'] }])
  const answer = await settle(orderId, parcelCancelled)
  expect(await deviation('settle', answer)).toBeUndefined()
  expect([answer.status, await json(answer)]).toMatchObject([202, { status: 'cancelling' }])
  expect((await said(orderId)).slice(-3)).toEqual([
    ...['order.settled', 'inventory.release', 'payments.void'],
  ])
  const { rows } = await sql<{ data: object }>`select data from order_events
    where order_id = ${orderId} and type = 'hold.settled'`.execute(fresh.db)
  expect(rows).toMatchObject([
    { data: { by: 'olga', reason: 'looked it up', settlement: parcelCancelled } },
  ])
  await reply('shipping.cancel_refused', orderId, { reason: 'gone', trackingNumber: 'STOA-1' })
  await reply('inventory.released', orderId)
  await reply('payments.voided', orderId)
  expect(await view(orderId)).toMatchObject({ status: 'cancelled' })
})

it('a declared hand-over that shipping refuses puts the order back on hold, until one is recorded', async () => {
  const orderId = await stuck()
  const declare = (trackingNumber: string) =>
    settle(orderId, { step: 'parcel', outcome: 'handed_over', trackingNumber })
  const before = await said(orderId)
  expect((await declare('STOA-99')).status).toBe(202)
  expect((await declare('STOA-99')).status).toBe(409)
  const refused = { reason: 'STOA-99 is the tracking number of another order' }
  await reply('shipping.settlement_refused', orderId, { ...refused, at: clock().toISOString() })
  expect(await view(orderId)).toMatchObject({ status: 'cancelling', hold: refused })
  expect((await listHeld(fresh.db, 100)).map((held) => held.orderId)).toContain(orderId)
  expect((await said(orderId)).slice(before.length)).toEqual(['order.settled'])
  await declare(parcel.trackingNumber)
  await reply('shipping.cancel_refused', orderId, { reason: 'gone', ...parcel })
  await handOver(orderId)
  expect(await view(orderId)).toMatchObject({
    ...{ status: 'shipped', trackingNumber: parcel.trackingNumber },
  })
  expect((await said(orderId)).at(-1)).toBe('order.shipped')
})

it('a settlement with a field that does not fit its outcome is refused by the name of the field', async () => {
  const orderId = await stuck()
  const answer = await settle(orderId, { ...parcelCancelled, trackingNumber: 'STOA-99' })
  expect([answer.status, await json(answer)]).toMatchObject([
    ...[422, { errors: [{ field: '/trackingNumber' }] }],
  ])
})

it('settles nothing for another role, twice, with fields missing, or that the order does not wait for', async () => {
  const orderId = await stuck()
  const statuses = async (...bodies: object[]) => {
    const answers = []
    for (const body of bodies) answers.push((await settle(orderId, body)).status)
    return answers
  }
  expect((await settle(orderId, parcelCancelled, as('op', 'operator'))).status).toBe(403)
  expect(
    await statuses(
      { step: 'parcel', outcome: 'handed_over' },
      { step: 'parcel', outcome: 'released' },
      { step: 'money', outcome: 'refunded' },
      { step: 'stock', outcome: 'released' },
      parcelCancelled,
      parcelCancelled,
    ),
  ).toEqual([422, 422, 422, 409, 202, 409])
})

it('an order that had ended is on hold while the provider refuses to give its money back', async () => {
  const orderId = await stuck()
  for (const type of ['shipping.cancelled', 'inventory.released', 'payments.voided'])
    await reply(type, orderId)
  const listed = async () => (await listHeld(fresh.db, 100)).find((one) => one.orderId === orderId)
  const open = async () => (await countOpen(fresh.db)).find(({ status }) => status === 'cancelled')
  const hasEnded = async () => {
    expect(await view(orderId)).toMatchObject({ status: 'cancelled' })
    expect([await listed(), await open()]).toEqual([undefined, undefined])
  }
  await hasEnded()
  const failure = { reason: 'insufficient_funds', at: clock().toISOString() }
  await reply('payments.void_failed', orderId, failure)
  expect(await listed()).toMatchObject({
    status: 'cancelled',
    reason: 'the payment provider refuses to give the money back: insufficient_funds',
    waitingFor: ['payments.void'],
    steps: [{ step: 'money' }],
  })
  expect(await open()).toMatchObject({ count: 1, onHold: 1 })
  const before = (await said(orderId)).length
  const resumed = await post(`/v1/orders/${orderId}/resume`, { note: 'topped up' }, manager)
  expect(await deviation('resume', resumed)).toBeUndefined()
  expect((await said(orderId)).slice(before)).toEqual(['payments.void'])
  await reply('payments.voided', orderId)
  await hasEnded()
})
