import { expect, it } from 'vitest'
import { type Payment, type Refund, tombstone } from './payment.ts'
import { noneTakenBack, type Records } from './records.ts'
import { deadlineMs, leaseMs, schedule } from './schedule.ts'

const now = new Date('2026-01-01T00:00:00Z')
const inMs = (ms: number) => new Date(now.getTime() + ms)
const payment = (more: Partial<Payment> = {}): Payment => ({
  ...tombstone('o'),
  ...{ method: 'card', provider: 'stripe', status: 'authorised', ...more },
})
const refund = (more: Partial<Refund> = {}): Refund => ({
  ...{ refundId: 'r', orderId: 'o', amountMinor: 1, status: 'pending', reason: null },
  ...{
    providerRef: null,
    attempts: 0,
    attempt: 0,
    keysUsed: 0,
    lease: null,
    traceparent: null,
    origin: 'order',
    ...more,
  },
})
const records = (p?: Payment, r?: Refund): Records => ({
  payments: new Map(p && [[p.orderId, p]]),
  refunds: new Map(r && [[r.refundId, r]]),
  accounts: new Map(),
  ...noneTakenBack,
})
const scheduled = (before: Records, after: Records) => schedule(before, after, 'lease-2', now)

it('the lease is shorter than half of the deadline', () => {
  expect(leaseMs).toBeLessThan(deadlineMs / 2)
})

it('a step that begins is leased and handed over with its lease', () => {
  const { payments, tasks } = scheduled(
    records(payment()),
    records(payment({ pendingStep: 'capture' })),
  )
  expect(payments).toMatchObject([{ payment: { lease: 'lease-2' }, dueAt: inMs(leaseMs) }])
  expect(tasks).toMatchObject([{ step: 'capture', lease: 'lease-2', maybeSent: false }])
})

it('a step that begins at the next provider has a lease of its own', () => {
  const pending = { status: 'pending', pendingStep: 'authorise', lease: 'lease-1' } as const
  const { payments, tasks } = scheduled(
    records(payment(pending)),
    records(payment({ ...pending, provider: 'paypal', lease: null })),
  )
  expect(payments).toMatchObject([{ payment: { lease: 'lease-2' } }])
  expect(tasks).toMatchObject([{ provider: 'paypal', lease: 'lease-2' }])
})

it('a step that is retried waits for its back-off without a lease', () => {
  const of = { voidRequested: false, pendingStep: 'capture' } as const
  const pending = { ...of, attempts: 2, lease: 'lease-1' } as const
  const { payments, tasks } = scheduled(
    records(payment(pending)),
    records(payment({ ...pending, attempts: 3, lease: null })),
  )
  expect(payments).toMatchObject([{ payment: { lease: null }, dueAt: inMs(2_000) }])
  expect(tasks).toEqual([])
})

it('a void that is requested while a step is under way leaves its lease alone', () => {
  const pending = { pendingStep: 'capture', voidRequested: false, lease: 'lease-1' } as const
  const { payments, tasks } = scheduled(
    records(payment(pending)),
    records(payment({ ...pending, voidRequested: true })),
  )
  expect(payments).toMatchObject([{ payment: { lease: 'lease-1' }, dueAt: null }])
  expect(tasks).toEqual([])
})

it('a refund that begins is leased, one that is retried waits, a settled one is not due', () => {
  const captured = payment({ status: 'captured' })
  const begun = scheduled(records(captured), records(captured, refund()))
  expect(begun.refunds).toMatchObject([{ refund: { lease: 'lease-2' }, dueAt: inMs(leaseMs) }])
  expect(begun.tasks).toMatchObject([{ step: 'refund', lease: 'lease-2' }])
  const before = records(captured, refund({ lease: 'lease-1' }))
  const retried = scheduled(before, records(captured, refund({ attempts: 1 })))
  expect(retried.refunds).toMatchObject([{ refund: { lease: null }, dueAt: inMs(500) }])
  const settled = scheduled(before, records(captured, refund({ status: 'refunded' })))
  expect([settled.refunds[0]?.dueAt, settled.tasks]).toEqual([null, []])
})

it('a refund that ended is requested at once when it begins again, and after a pause when it is refused once more', () => {
  const was = payment({ status: 'captured' })
  const ended = refund({ status: 'refused', attempt: 20 })
  const again = scheduled(records(was, ended), records(was, refund({ attempt: 21 })))
  expect(again.refunds).toMatchObject([{ refund: { lease: 'lease-2' }, dueAt: inMs(leaseMs) }])
  expect(again.tasks).toHaveLength(1)
  const next = scheduled(records(was, refund({ attempt: 1 })), records(was, refund({ attempt: 2 })))
  expect([next.refunds[0]?.dueAt, next.tasks]).toEqual([inMs(120_000), []])
})
