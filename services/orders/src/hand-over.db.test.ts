import { expect, it } from 'vitest'
import { overdueIds, postpone } from './store/orders.ts'
import {
  as,
  clock,
  deps,
  handOver,
  json,
  later,
  onFreshDatabase,
  order,
  parcel,
  place,
  post,
  ready,
  received,
  reply,
  said,
  view,
} from './testing.ts'
import { advance, type Reply } from './use-cases/advance.ts'
import { sweep } from './use-cases/sweep.ts'

onFreshDatabase()

const inDays = (days: number) => new Date(clock().getTime() + days * 86_400_000)

it('waits for the hand-over without asking, and puts the order on hold after five days', async () => {
  const orderId = await ready()
  expect(await view(orderId)).toMatchObject({ status: 'ready', trackingNumber: 'STOA-1' })
  const before = await said(orderId)
  later(4 * 86_400_000)
  await sweep(deps)
  expect(await said(orderId)).toEqual(before)
  expect(await view(orderId)).not.toHaveProperty('hold')
  later(86_401_000)
  await sweep(deps)
  expect(await view(orderId)).toMatchObject({
    status: 'ready',
    hold: { reason: 'the parcel is not handed over after 5 days' },
  })
  expect(await said(orderId)).toEqual(before)
  const manager = as('olga', 'order-manager')
  await post(`/v1/orders/${orderId}/resume`, { note: 'found in the yard' }, manager)
  expect((await said(orderId)).at(-1)).toBe('shipping.book')
  await handOver(orderId)
  expect(await view(orderId)).toMatchObject({ status: 'shipped' })
})

it('is overdue after five days, or at the time it was postponed to', async () => {
  const orderId = await ready()
  const overdueAfter = async (days: number) =>
    (await overdueIds(deps.db, inDays(days), 1_000)).includes(orderId)
  expect([await overdueAfter(4), await overdueAfter(6)]).toEqual([false, true])
  await postpone(deps.db, [{ orderId, at: inDays(10) }])
  expect([await overdueAfter(9), await overdueAfter(11)]).toEqual([false, true])
  await handOver(orderId)
  expect(await overdueAfter(1)).toBe(true)
  const stored = deps.db.selectFrom('orders').where('order_id', '=', orderId)
  expect(await stored.select('outside_until').execute()).toEqual([{ outside_until: null }])
  await reply('payments.captured', orderId)
  expect(await overdueAfter(11)).toBe(false)
})

it('is not overdue once it is closed, also by a replica that leaves it outside', async () => {
  const orderId = await ready()
  await deps.db.updateTable('orders').set({ open: false }).where('order_id', '=', orderId).execute()
  expect(await overdueIds(deps.db, inDays(6), 1_000)).not.toContain(orderId)
})

it('captures the money of a ready order before its authorisation expires, if that is set', async () => {
  const byCard = await place(order({ payment: { type: 'card', token: 'pm_card_visa' } }))
  const orderId = (await json(byCard)).orderId ?? ''
  const earlyDeps = { ...deps, captureReadyAfterMs: 48 * 3_600_000 }
  const replies = [
    ['inventory.reserved', {}],
    ['payments.authorised', { provider: 'stripe' }],
    ['shipping.booked', parcel],
  ] as const
  for (const [type, data] of replies)
    await advance(earlyDeps, [received(type, { orderId, ...data }) as Reply])
  later(47 * 3_600_000)
  await sweep(earlyDeps)
  expect(await said(orderId)).not.toContain('payments.capture')
  later(3_601_000)
  await sweep(earlyDeps)
  expect((await said(orderId)).at(-1)).toBe('payments.capture')
  await reply('payments.captured', orderId)
  expect(await view(orderId)).toMatchObject({ status: 'ready' })
  await handOver(orderId)
  expect(await view(orderId)).toMatchObject({ status: 'shipped' })
  expect((await said(orderId)).filter((type) => type === 'payments.capture')).toHaveLength(1)
})

it('captures the money of a ready order whose authorisation cannot be renewed', async () => {
  const byCard = await place(order({ payment: { type: 'card', token: 'pm_card_visa' } }))
  const orderId = (await json(byCard)).orderId ?? ''
  const replies = [
    ['inventory.reserved', {}],
    ['payments.authorised', { provider: 'stripe' }],
    ['shipping.booked', parcel],
  ] as const
  for (const [type, data] of replies) await reply(type, orderId, data)
  later(96 * 3_600_000)
  await sweep(deps)
  expect(await said(orderId)).not.toContain('payments.capture')
  await reply('payments.renewal_refused', orderId, { reason: 'renewal_not_offered' })
  later(1)
  await sweep(deps)
  expect((await said(orderId)).at(-1)).toBe('payments.capture')
  await reply('payments.captured', orderId)
  expect(await view(orderId)).toMatchObject({ status: 'ready' })
  await handOver(orderId)
  expect(await view(orderId)).toMatchObject({ status: 'shipped' })
  expect((await said(orderId)).filter((type) => type === 'payments.capture')).toHaveLength(1)
})

it('takes nothing back before shipping has cancelled the parcel, and nothing if it refuses', async () => {
  const [cancelled, refused] = [await ready(), await ready()]
  for (const orderId of [cancelled, refused]) {
    const answer = await post(`/v1/orders/${orderId}/cancel`, {}, as('c-1'))
    expect(await json(answer)).toMatchObject({ status: 'cancelling' })
    expect((await said(orderId)).at(-1)).toBe('shipping.cancel')
  }
  await reply('shipping.cancelled', cancelled)
  expect((await said(cancelled)).slice(-2)).toEqual(['inventory.release', 'payments.void'])
  await reply('inventory.released', cancelled)
  await reply('payments.voided', cancelled)
  expect(await view(cancelled)).toMatchObject({ status: 'cancelled' })

  const reason = 'the parcel was handed over'
  await handOver(refused)
  await reply('shipping.cancel_refused', refused, { reason, trackingNumber: 'STOA-1' })
  expect(await view(refused)).toMatchObject({ status: 'shipped', cancelRefused: { reason } })
  expect(await said(refused)).not.toContain('payments.void')
  expect((await said(refused)).slice(-2)).toEqual(['payments.capture', 'order.shipped'])
})

it('keeps an order shipped whose capture is refused, and tries it again', async () => {
  const orderId = await ready()
  await handOver(orderId)
  await reply('payments.capture_refused', orderId, { reason: 'card_declined' })
  expect(await view(orderId)).toMatchObject({ status: 'shipped' })
  const captures = async () =>
    (await said(orderId)).filter((type) => type === 'payments.capture').length
  expect(await captures()).toBe(1)
  later(61_000)
  await sweep(deps)
  expect(await captures()).toBe(2)
  await reply('payments.captured', orderId)
  later(86_400_000)
  await sweep(deps)
  expect(await captures()).toBe(2)
})
