import { expect, it } from 'vitest'
import { givenUp } from './deadline.ts'
import { placedOrder } from './order.ts'
import { advanceProgress, type Progress, progressOf, type StepReply } from './progress.ts'

const at = (seconds: number) => new Date(seconds * 1_000)
const event = (type: string, data: object = {}, seconds = 0) => ({ type, data, at: at(seconds) })

function follow(...events: readonly ReturnType<typeof event>[]) {
  let progress: Progress = { requestedAtMs: {} }
  const replies: StepReply[] = []
  for (const one of events) {
    const next = advanceProgress(progress, one, one.at.getTime())
    progress = next.progress
    if (next.reply) replies.push(next.reply)
  }
  return { progress, replies }
}

it('each step takes from its request to its reply', () => {
  const { replies, progress } = follow(
    event('order.placed', { requested: ['stock'] }, 0),
    event('inventory.reserved', { requested: ['money'] }, 1),
    event('payments.authorised', { requested: ['parcel'] }, 3),
    event('order.confirmed', {}, 3),
    event('shipping.booked', { requested: ['handover'] }, 6),
    event('shipping.handed_over', { requested: ['capture'] }, 10),
    event('payments.capture_pending', {}, 12),
    event('payments.captured', { requested: [] }, 15),
  )
  expect(replies).toEqual([
    { step: 'stock', ms: 1_000 },
    { step: 'money', ms: 2_000 },
    { step: 'parcel', ms: 3_000 },
    { step: 'handover', ms: 4_000 },
    { step: 'capture', ms: 5_000 },
  ])
  expect(Object.values(progress.requestedAtMs).every((since) => since === undefined)).toBe(true)
})

it('a refused step has a reply, and a second reply of a step has none', () => {
  const { replies } = follow(
    event('order.placed', { requested: ['stock'] }),
    event('inventory.rejected', { reason: 'out_of_stock' }, 2),
    event('inventory.reserved', {}, 9),
  )
  expect(replies).toEqual([{ step: 'stock', ms: 2_000 }])
})

const late = () => {
  const placed = placedOrder(
    'o',
    { type: 'order.placed', data: { requested: ['stock'] } } as never,
    at(0).toISOString(),
  )
  return givenUp(placed, 60_000, at(60)) ?? ''
}

it.each([
  ['unknown_sku', event('inventory.rejected', { reason: 'unknown_sku' })],
  ['out_of_stock', event('inventory.rejected', { reason: 'out_of_stock' })],
  ['other', event('inventory.rejected', { reason: 'cancelled' })],
  ['payment_declined', event('payments.declined', { reason: 'out_of_stock' })],
  ['parcel_rejected', event('shipping.rejected', { reason: 'x' })],
  ['capture_refused', event('payments.capture_refused', { reason: 'x' })],
  ['authorisation_expired', event('payments.expired', { reason: 'x' })],
  ['payment_reversed', event('payments.capture_reversed', { amountMinor: 1, reason: 'completed' })],
  ['requested', event('inventory.reserved')],
])('an order that is cancelled after an event is cancelled for its reason: %s', (reason, cause) => {
  const { progress } = follow(
    cause,
    event('order.cancelling', { reason: 'anything' }),
    event('payments.declined', { reason: 'too late' }),
    event('order.cancelled', { reason: 'anything' }),
  )
  expect(progress.cancelledFor).toBe(reason)
})

it('an order that is given up got no reply', () => {
  expect(follow(event('order.cancelling', { reason: late() })).progress.cancelledFor).toBe(
    'no_reply',
  )
})

it('an order is cancelled for a refund of all of its money, not for one before', () => {
  const refunded = event('payments.refunded', { refundId: 'p-1', amountMinor: 1 })
  const causeOf = (reason: string) =>
    follow(refunded, event('order.cancel_requested', { reason })).progress.cancelledFor
  expect(causeOf('payment_refunded')).toBe('payment_refunded')
  expect(causeOf('changed my mind')).toBe('requested')
})

it('an order of which nothing is held any more is cancelled for a refund, not for the end of its authorisation', () => {
  const forReason = (reason: string) =>
    follow(event('payments.expired', { reason }), event('order.cancelling', { reason })).progress
      .cancelledFor
  expect(forReason('payment_refunded')).toBe('payment_refunded')
  expect(forReason('authorisation_expired')).toBe('authorisation_expired')
})

it('a refused cancellation leaves no reason', () => {
  const asked = event('order.cancel_requested', { reason: 'x' })
  expect(progressOf([asked]).cancelledFor).toBe('requested')
  expect(progressOf([asked, event('shipping.cancel_refused')]).cancelledFor).toBeUndefined()
})
