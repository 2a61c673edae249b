import { expect, it } from 'vitest'
import type { Payment } from './payment.ts'
import { schedule } from './schedule.ts'
import {
  authorise,
  cancel,
  capture,
  type Deed,
  paymentOf,
  play,
  results,
} from './testing-settled.ts'

const now = new Date('2026-01-01T00:00:00Z')
const unanswered = (isEnded: boolean): Deed => ({
  ...{ orderId: results.captured.orderId, provider: 'stripe', step: 'capture' },
  ...{ is: 'retry', maybeSent: true, isEnded },
})
const capturing = play([authorise, results.authorised, capture])
const ended = play([unanswered(false), unanswered(true)], capturing)

it('a capture without an answer is due, once its authorisation has ended, and told once', () => {
  expect(play([unanswered(false)], capturing).events).not.toContain('capture_failed')
  const again = play([unanswered(true), unanswered(true)], ended)
  expect(again.published.slice(-1)).toEqual([
    { type: 'capture_failed', reason: 'capture_unanswered' },
  ])
  expect(again.events.filter((type) => type === 'capture_failed')).toHaveLength(1)
  expect(paymentOf(again)).toMatchObject({ status: 'authorised', pendingStep: 'capture' })
})

it('it keeps its key, and the provider may still say that it captured it', () => {
  expect(paymentOf(ended)).toMatchObject({ captureAttempt: 0, keysUsed: 0, maybeSent: true })
  expect(paymentOf(play([results.captured], ended))).toMatchObject({
    ...{ status: 'captured', capturedMinor: 500 },
  })
})

it('that of an order which is cancelled is told of no more', () => {
  const after = play([cancel, unanswered(true)], capturing)
  expect(after.events).not.toContain('capture_failed')
})

it('it is asked again with growing pauses up to 6 hours', () => {
  let payment: Payment = paymentOf(ended)
  const pausesMs: number[] = []
  for (let n = 0; n < 12; n += 1) {
    const before = { payments: new Map([[payment.orderId, payment]]), refunds: new Map() }
    const state = play([unanswered(true)], { ...ended, payments: before.payments })
    const [row] = schedule(before, state, 'lease', now).payments
    pausesMs.push(Number(row?.dueAt) - now.getTime())
    payment = paymentOf(state)
  }
  expect(pausesMs.slice(0, 3)).toEqual([60_000, 120_000, 240_000])
  expect(pausesMs.at(-1)).toBe(6 * 3_600_000)
})
