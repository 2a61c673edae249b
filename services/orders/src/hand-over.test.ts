import { describe, expect, it } from 'vitest'
import { pendingCommands } from './commands.ts'
import { capturesAfterMs, deadlineOf, givenUp, holdReason, waitsForOutsideMs } from './deadline.ts'
import { decide } from './decide.ts'
import { evolve, isOpen, type Order } from './order.ts'
import {
  cancel,
  compensations,
  fresh,
  play,
  publishedBy,
  toConfirmed,
  toHandedOver,
  toReady,
} from './testing-rules.ts'
import { orderView } from './view.ts'

describe('a cancellation of an order that may have a parcel', () => {
  const cancelled = (from: Order) => decide(cancel, from).reduce(evolve, from)

  it.each([
    ['while its label is bought', toConfirmed],
    ['when it has a label', toReady],
  ])('takes nothing back before shipping has decided, %s', (_, replies) => {
    const asking = cancelled(play(replies))
    expect(asking.status).toBe('cancelling')
    expect(pendingCommands(asking).map(({ type }) => type)).toContain('shipping.cancel')
    expect(asking.steps).toMatchObject({ stock: 'done', money: 'done', parcel: 'compensating' })
    expect(publishedBy('shipping.cancelled', asking)).toEqual([
      'inventory.release',
      'payments.void',
    ])
    expect(play(compensations, asking)).toMatchObject({
      ...{ status: 'cancelled', reason: 'changed my mind' },
      steps: { stock: 'compensated', money: 'compensated', parcel: 'compensated' },
    })
  })

  const refused = 'shipping.cancel_refused'
  it.each([
    ['before the hand-over is announced', [refused, 'shipping.handed_over']],
    ['after the hand-over was announced', ['shipping.handed_over', refused]],
  ] as const)('that shipping refuses %s puts the order back on its way', (_, replies) => {
    for (const before of [toConfirmed, toReady]) {
      const order = play(replies, cancelled(play(before)))
      expect(order).toMatchObject({
        ...{ status: 'shipped', trackingNumber: 'STOA123', steps: { capture: 'requested' } },
        cancelRefused: { reason: 'no' },
      })
      expect(order).not.toHaveProperty('reason')
      expect(orderView(order, [])).toMatchObject({ cancelRefused: { reason: 'no' } })
      expect(isOpen(play(['payments.captured'], order))).toBe(false)
    }
  })

  it('asks shipping again whether the parcel has left, once it was refused', () => {
    expect(publishedBy(refused, cancelled(play(toConfirmed)))).toEqual([
      'shipping.book',
      'order.ready',
    ])
  })

  it('that a release before has begun in all services ends, whatever shipping replies', () => {
    const begun = {
      type: 'order.cancelling',
      data: { reason: 'x', compensating: ['stock', 'money', 'parcel'], covered: [] },
    } as const
    const order = evolve(play(toConfirmed), begun)
    for (const last of ['shipping.cancelled', refused] as const)
      expect(play(['inventory.released', 'payments.voided', last], order)).toMatchObject({
        ...{ status: 'cancelled', reason: 'x' },
      })
  })
})

describe('money after the hand-over', () => {
  const gone = play(toHandedOver)

  it.each([
    ['refused', ['payments.capture_refused']],
    ['pending and then failed', ['payments.capture_pending', 'payments.capture_failed']],
  ] as const)(
    'that is %s is due: the order stays shipped and the capture is tried again',
    (_, replies) => {
      const due = play(replies, gone)
      expect(due).toMatchObject({ status: 'shipped', steps: { capture: 'due', stock: 'done' } })
      expect(isOpen(due)).toBe(true)
      expect(pendingCommands(due).map(({ type }) => type)).toEqual(['payments.capture'])
      expect(play(replies.slice(-1), due)).toEqual(due)
      expect(isOpen(play(['payments.captured'], due))).toBe(false)
    },
  )

  it('that is due is tried again after a minute, then less and less often, and held after 14 days', () => {
    const due = play(['payments.capture_refused'], gone)
    const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]
    const after = (waitedMs: number) => deadlineOf(due, new Date(0), {}, waitedMs).getTime()
    expect([0, 2 * minute, day].map(after)).toEqual([minute, 2 * minute, 6 * hour])
    expect(holdReason(due, 13 * day)).toBeUndefined()
    expect(holdReason(due, 14 * day)).toBe('the money cannot be captured, tried for 14 days')
  })

  it('that is pending is not requested again', () => {
    const pending = play(['payments.capture_pending'], gone)
    expect(pendingCommands(pending)).toEqual([])
    expect(publishedBy('payments.capture_pending', gone)).toEqual([])
  })

  it('is refunded once it is captured', () => {
    const asked = decide(
      { type: 'refund', refundId: 'r', amountMinor: 1, currency: 'GBP', reason: 'broken' },
      gone,
    ).reduce(evolve, gone)
    expect(pendingCommands(asked).map(({ type }) => type)).toEqual(['payments.capture'])
    expect(publishedBy('payments.captured', asked)).toEqual(['payments.refund'])
  })
})

describe('what waits for the outside', () => {
  const day = 86_400_000
  const ready = play(toReady)

  it('is not requested again, and put on hold after its due date', () => {
    expect(pendingCommands(ready).map(({ type }) => type)).toEqual(['shipping.book'])
    expect(waitsForOutsideMs(ready)).toBe(5 * day)
    expect(deadlineOf(ready, new Date(0)).getTime()).toBe(5 * day)
    expect(givenUp(ready, 4 * day, new Date())).toBeUndefined()
    expect(holdReason(ready, 4 * day)).toBeUndefined()
    expect(holdReason(ready, 5 * day)).toBe('the parcel is not handed over after 5 days')
  })

  it('is a pending capture too, for longer', () => {
    const pending = play(['payments.capture_pending'], play(toHandedOver))
    expect(waitsForOutsideMs(pending)).toBe(14 * day)
    expect(holdReason(pending, 14 * day)).toBe('the capture is not settled after 14 days')
  })

  it('is captured at once when its authorisation cannot be renewed, also when that was said before it was ready', () => {
    const refusal = 'payments.renewal_refused'
    const confirmed = play(toConfirmed, { ...fresh, payment: { type: 'card', token: 't' } })
    const byCard = play(['shipping.booked'], confirmed)
    expect(capturesAfterMs(byCard, {})).toBeUndefined()
    for (const told of [
      play([refusal], byCard),
      play([refusal, 'shipping.booked'], confirmed),
      play([refusal, refusal], byCard),
    ]) {
      expect(told.status).toBe('ready')
      expect(deadlineOf(told, new Date(0)).getTime()).toBe(0)
      const capturing = decide({ type: 'capture-early' }, told).reduce(evolve, told)
      expect(pendingCommands(capturing).map(({ type }) => type)).toEqual(['payments.capture'])
      expect(capturesAfterMs(capturing, {})).toBeUndefined()
    }
    expect(play([refusal], confirmed).version).toBe(confirmed.version + 1)
    expect(play([refusal, refusal], confirmed).version).toBe(confirmed.version + 1)
  })

  it('by card is captured before its authorisation expires, if the shop wants that', () => {
    const policy = { captureReadyAfterMs: 2 * day }
    const byCard: Order = { ...ready, payment: { type: 'card', token: 't' } }
    expect(deadlineOf(byCard, new Date(0), policy).getTime()).toBe(2 * day)
    expect(deadlineOf(byCard, new Date(0)).getTime()).toBe(5 * day)
    expect(deadlineOf(ready, new Date(0), policy).getTime()).toBe(5 * day)

    const capturing = decide({ type: 'capture-early' }, byCard).reduce(evolve, byCard)
    expect(pendingCommands(capturing).map(({ type }) => type)).toEqual(['payments.capture'])
    const captured = play(['payments.captured'], capturing)
    expect(captured.status).toBe('ready')
    expect(capturesAfterMs(captured, policy)).toBeUndefined()
    expect(decide({ type: 'capture-early' }, captured)).toEqual([])
    const shipped = play(['shipping.handed_over'], captured)
    expect([shipped.status, isOpen(shipped)]).toEqual(['shipped', false])
    expect(play(['payments.capture_refused'], capturing)).toMatchObject({ status: 'cancelling' })
  })

  it('is nothing of an order that waits for a reply', () => {
    for (const replies of [[], toConfirmed, toHandedOver])
      expect(waitsForOutsideMs(play(replies))).toBeUndefined()
  })
})
