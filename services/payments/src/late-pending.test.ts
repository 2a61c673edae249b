import { expect, it } from 'vitest'
import { decide } from './decide.ts'
import { type Payment, tombstone } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import { leaseMs, schedule } from './schedule.ts'
import type { ProviderResult } from './step-result.ts'

const orderId = '00000000-0000-7000-8000-000000000001'
const base = { orderId, provider: 'paypal', step: 'capture' } as const
const about = { amountMinor: 200, reason: 'echeck' } as const
const pending: ProviderResult = { ...base, ...about, is: 'pending', ref: 'C-1', captureRef: 'C-1' }
const refused: ProviderResult = { ...base, is: 'refused', ref: 'C-1', reason: 'denied' }
const part: ProviderResult = { ...pending, is: 'done', isFinal: false }
const another = { ref: 'A', captureRef: 'C-2', amountMinor: 500 } as const
const byWorker = (result: ProviderResult) => ({ ...result, lease: 'l' }) as ProviderResult
const retry = byWorker({ ...base, is: 'retry', maybeSent: true })

const now = new Date('2026-01-01T00:00:00Z')
const inMs = (ms: number) => new Date(now.getTime() + ms)
const authorised: Payment = {
  ...{ ...tombstone(orderId), customerId: 'ann', method: 'paypal', provider: 'paypal' },
  ...{ amountMinor: 500, currency: 'GBP', voidRequested: false, reason: null },
  status: 'authorised',
}
const recordsOf = (payment: Payment) => ({
  ...{ payments: new Map([[orderId, payment]]), refunds: new Map() },
})
const change = (was: Payment, result: ProviderResult) => applyProviderResult(result, was, undefined)
const after = (was: Payment, ...results: readonly ProviderResult[]): Payment =>
  results.reduce((now, result) => change(now, result).payment ?? now, was)
/** When the step is due after a change; null: as before. */
const dueAfter = (was: Payment, is: Payment) =>
  schedule(recordsOf(was), recordsOf(is), 'l', now).payments[0]?.dueAt

const command = { type: 'capture', orderId, traceparent: null } as const
const current = { payment: authorised, refund: undefined, account: undefined }
const requested = decide(command, current).payment ?? authorised
const underWay: Payment = { ...requested, lease: 'l' }
const toldPending = after(underWay, pending)

it('a capture whose refusal is told before that it is pending leaves the request that is under way to end the step', () => {
  const before = after(authorised, refused)
  expect(dueAfter(before, { ...before, pendingStep: 'capture' })).toEqual(inMs(leaseMs))
  expect(toldPending).toMatchObject({ capturePendingMinor: 200, captureRef: 'C-1', lease: 'l' })
  expect(dueAfter(underWay, toldPending)).toBeNull()
  const { payment = authorised, events } = change(toldPending, byWorker({ ...refused, ref: 'C-2' }))
  expect(payment).toMatchObject({ pendingStep: 'capture', capturePendingMinor: 0, lease: null })
  expect(events).toEqual([{ type: 'capture_failed', reason: 'denied' }])
  expect(dueAfter(toldPending, payment)).toEqual(inMs(60_000))
})

it('an event that a capture is pending leaves a step that waits for its next attempt due', () => {
  expect(dueAfter(requested, after(requested, pending))).toBeNull()
})

it('a pending capture is not requested once its request is answered so', () => {
  const answered = after(toldPending, byWorker(pending))
  expect(answered).toEqual({ ...toldPending, lease: null })
  expect(dueAfter(toldPending, answered)).toBe('infinity')
})

it('the capture that our request is answered with takes the place of one that an event told of', () => {
  const { payment, postings, events } = change(toldPending, byWorker({ ...pending, ...another }))
  const waits = { capturePendingMinor: 500, captureRef: 'C-2', captureAttempt: 1, lease: null }
  expect(payment).toMatchObject(waits)
  expect(postings.map(({ kind }) => kind)).toEqual(['capture_pending_ended', 'capture_pending'])
  expect(events).toEqual([])
  expect(payment && dueAfter(toldPending, payment)).toBe('infinity')
})

it('a pending capture whose request has no outcome is requested again, with the pauses of what takes time', () => {
  expect(dueAfter(toldPending, after(toldPending, retry))).toEqual(inMs(60_000))
})

it('a part that settles leaves the request that is under way to end the step', () => {
  expect(after(toldPending, part)).toMatchObject({ capturedMinor: 200, lease: 'l', attempts: 0 })
})

it('an answer that a capture is pending counts for nothing once its end was told', () => {
  const settled = after(underWay, part)
  expect(after(settled, byWorker({ ...pending, ref: 'A' }))).toBe(settled)
})

it('an answer that a capture is pending counts for nothing either where its refusal was told before it', () => {
  const secondUnderWay: Payment = { ...underWay, captureAttempt: 1 }
  const told = after(secondUnderWay, { ...refused, ref: 'C-2' })
  expect(told).toMatchObject({ captureAttempt: 1, lease: 'l', pendingStep: 'capture' })
  const answered = after(told, byWorker({ ...pending, ...another }))
  const due = { capturePendingMinor: 0, captureAttempt: 2, lease: null, pendingStep: 'capture' }
  expect(answered).toMatchObject(due)
  expect(dueAfter(told, answered)).toEqual(inMs(120_000))
})

it('a first capture whose refusal was told before it is answered as pending is due, as one whose refusal is told after it', () => {
  const told = after(underWay, refused)
  const { payment = authorised, events, postings } = change(told, byWorker(pending))
  expect(payment).toMatchObject({ pendingStep: 'capture', captureAttempt: 1, lease: null })
  expect(events).toEqual([{ type: 'capture_failed', reason: 'capture_failed' }])
  expect(postings).toEqual([])
  expect(dueAfter(told, payment)).toEqual(inMs(60_000))
  const later = after(underWay, byWorker(pending), refused)
  expect(payment).toMatchObject({ pendingStep: later.pendingStep, captureAttempt: 1 })
})

it('a refusal of the attempt before says nothing of the capture that is answered as pending', () => {
  const told = after({ ...underWay, captureAttempt: 1 }, refused)
  const answered = after(told, byWorker({ ...pending, ...another }))
  expect(answered).toMatchObject({ capturePendingMinor: 500, captureRef: 'C-2', lease: null })
  expect(dueAfter(told, answered)).toBe('infinity')
})

it('a capture that was refused while another one was pending ends the attempt whose answer names it', () => {
  const told = after(toldPending, { ...refused, ref: 'C-2' })
  expect(told).toMatchObject({ capturePendingMinor: 200, captureRef: 'C-1' })
  const answered = after(told, byWorker({ ...pending, ...another }))
  expect(answered).toMatchObject({ capturePendingMinor: 0, captureAttempt: 1, lease: null })
})

it('a refusal of a capture on the dashboard is not that of our first request', () => {
  const told = after(underWay, { ...refused, ref: 'C-9' })
  expect(change(underWay, { ...refused, ref: 'C-9' }).events).toEqual([])
  const captured = { ...base, is: 'done', ref: 'A', captureRef: 'C-2', amountMinor: 500 } as const
  expect(after(told, byWorker({ ...captured, isFinal: true }))).toMatchObject({
    ...{ status: 'captured', capturedMinor: 500 },
  })
})

it('a refusal that is told before its capture is told of, and its answer lost, has the capture requested again', () => {
  const told = after(underWay, retry, refused, pending)
  expect(told).toMatchObject({ pendingStep: 'capture', capturePendingMinor: 0 })
})

it('a refusal that is told while a request without an answer waits has it sent again at once, and once', () => {
  const waiting = after(underWay, ...Array.from({ length: 9 }, () => retry))
  const told = after(waiting, refused)
  expect(dueAfter(waiting, told)).toEqual(now)
  expect(after(told, refused)).toBe(told)
  const asked = { ...told, lease: 'l' }
  expect(after(asked, byWorker(pending))).toMatchObject({ captureAttempt: 1, lease: null })
  expect(after(asked, { ...refused, ref: 'C-2' })).toMatchObject({ lease: 'l' })
})

it('a refusal that is told while a request is under way has it sent again soon where that has no answer', () => {
  const due = {
    ...after(underWay, ...Array.from({ length: 9 }, () => retry)),
    reason: 'capture_unanswered',
  }
  const asked = { ...due, lease: 'l' }
  const told = after(asked, refused)
  expect(dueAfter(asked, told)).toBeNull()
  expect(dueAfter(told, after(told, retry))).toEqual(inMs(60_000))
})

it('a refusal and an attempt without an answer, booked together, do not end the requests of a pending capture', () => {
  const underWayAgain = { ...after(toldPending, retry), lease: 'l' }
  const booked = after(underWayAgain, { ...refused, ref: 'C-2' }, retry)
  expect(dueAfter(underWayAgain, booked)).toEqual(inMs(120_000))
})

it('a refusal of an earlier attempt leaves a due capture to its pause', () => {
  const due = after(underWay, byWorker(pending), refused)
  expect(dueAfter(due, after(due, { ...refused, ref: 'C-9' }))).toBeNull()
})

it('the rest of a capture is due once a part has settled, also where the refusal of another capture is recorded with that', () => {
  const waiting = after(underWay, byWorker(pending))
  expect(dueAfter(underWay, waiting)).toBe('infinity')
  const settled = after(waiting, part)
  expect(dueAfter(waiting, settled)).toEqual(inMs(500))
  const denied = { ...refused, ref: 'C-2' }
  expect(dueAfter(settled, after(settled, denied))).toEqual(now)
  expect(dueAfter(waiting, after(settled, denied))).toEqual(now)
})
