import { describe, expect, it } from 'vitest'
import { pendingCommands } from './commands.ts'
import { deadlineOf, holdReason, waitsForOutsideMs } from './deadline.ts'
import { decide } from './decide.ts'
import { decideNews } from './news.ts'
import { evolve, isOpen, type Order, refundableMinor } from './order.ts'
import type { Reply } from './order-event.ts'
import { waitsOf } from './settlement.ts'
import { cancel, happy, play, reply, toConfirmed, toReady } from './testing-rules.ts'
import { orderView } from './view.ts'

const told = (order: Order, type: Reply['type'], data: object = {}): Order =>
  decideNews(reply(type, data), order).reduce(evolve, order)
const done = (order: Order, command: Parameters<typeof decide>[0]): Order =>
  decide(command, order).reduce(evolve, order)
const capturedEarly = (settled: Reply['type']) =>
  told(done(play(toReady), { type: 'capture-early' }), settled)
const hours = 3_600_000
const days = 24 * hours
const typesOf = (messages: readonly { readonly type: string }[]) => messages.map(({ type }) => type)

describe('a refund that the provider has not settled', () => {
  const refund = { refundId: 'r-1', amountMinor: 400, currency: 'GBP' }
  const asked = done(play(happy), { type: 'refund', reason: 'broken', ...refund })
  const pending = told(asked, 'payments.refund_pending', refund)

  it('is not requested again, and waited for 14 days', () => {
    expect(typesOf(pendingCommands(asked))).toEqual(['payments.refund'])
    expect(pendingCommands(pending)).toEqual([])
    expect(waitsForOutsideMs(pending)).toBe(14 * days)
    expect(holdReason(pending, 13 * days)).toBeUndefined()
    expect(holdReason(pending, 14 * days)).toBe('a refund is not settled after 14 days')
    expect(isOpen(pending)).toBe(true)
    expect(refundableMinor(pending)).toBe(600)
    expect(waitsOf(pending)).toMatchObject([{ step: 'refund', refundId: 'r-1' }])
    expect(decideNews(reply('payments.refund_pending', refund), pending)).toEqual([])
  })

  it('ends made or refused', () => {
    for (const [type, status] of [
      ['payments.refunded', 'completed'],
      ['payments.refund_refused', 'refused'],
    ] as const) {
      const after = told(pending, type, refund)
      expect([after.refunds[0]?.status, isOpen(after)]).toEqual([status, false])
    }
  })

  it('ends the hold of an order that waited for it', () => {
    const at = new Date('2026-06-01T12:00:00Z')
    const held = done(asked, { type: 'hold', reason: 'no reply', at })
    expect(told(held, 'payments.refund_pending', refund).hold).toBeUndefined()
  })
})

describe('a cancelled order whose money the provider has still to settle', () => {
  const cancelled = (order: Order) =>
    ['shipping.cancelled', 'inventory.released'].reduce(
      (after, type) => told(after, type as Reply['type']),
      done(order, cancel),
    )
  const refund = { refundId: 'v-1', amountMinor: 1000, currency: 'GBP' }
  it.each([
    ['its capture is pending', cancelled(capturedEarly('payments.capture_pending'))],
    [
      'its refund is pending',
      told(cancelled(capturedEarly('payments.captured')), 'payments.refund_pending', refund),
    ],
  ])('waits for it for 14 days: %s', (_, order) => {
    const from = new Date(0)
    expect(deadlineOf(order, from, {}, 20 * hours)).toEqual(new Date(6 * hours))
    expect(holdReason(order, 13 * days)).toBeUndefined()
    expect(holdReason(order, 14 * days)).toBe('the money is not given back, tried for 14 days')
    const after = told(order, 'payments.voided')
    expect([after.status, after.returnPending, isOpen(after)]).toEqual([
      ...['cancelled', undefined, false],
    ])
  })

  it('is on hold after 30 minutes for what another service owes', () => {
    const order = done(capturedEarly('payments.capture_pending'), cancel)
    const waiting = told(order, 'shipping.cancelled')
    expect(holdReason(waiting, 31 * 60_000)).toBe(
      'no reply about releasing the stock for 30 minutes',
    )
  })

  it('keeps to 30 minutes where nothing is pending', () => {
    const order = cancelled(capturedEarly('payments.captured'))
    expect(holdReason(order, 31 * 60_000)).toMatch('giving the money back')
  })
})

describe('what the provider does by itself', () => {
  const captured = capturedEarly('payments.captured')
  const made = { refundId: 'p-1', amountMinor: 300, origin: 'provider', reference: 're_1' }

  it.each([
    ['that has no parcel yet', play(toConfirmed)],
    ['that is ready', play(toReady)],
    ['whose parcel shipping is asked to cancel', done(play(toReady), cancel)],
  ])('a capture of an order %s is known to it, and not requested any more', (_, order) => {
    const known = told(order, 'payments.captured')
    expect(known.steps.capture).toBe('done')
    const gone = told(told(known, 'shipping.cancel_refused'), 'shipping.handed_over')
    expect(typesOf(pendingCommands(gone))).not.toContain('payments.capture')
    const cancelled = told(done(known, cancel), 'shipping.cancelled')
    expect(cancelled.steps).toMatchObject({ money: 'compensating', capture: 'compensated' })
  })

  it('a refund before the hand-over is known to the order', () => {
    const after = told(captured, 'payments.refunded', made)
    expect(after.refunds).toMatchObject([{ amountMinor: 300, status: 'completed' }])
    const shipped = told(after, 'shipping.handed_over')
    expect([shipped.status, refundableMinor(shipped)]).toEqual(['shipped', 700])
  })

  it('refunds of all before the hand-over cancel the order, once', () => {
    const part = told(captured, 'payments.refunded', made)
    const rest = { ...made, refundId: 'p-2', amountMinor: 700 }
    const events = decideNews(reply('payments.refunded', rest), part)
    expect(typesOf(events)).toEqual([
      ...['refund.requested', 'payments.refunded', 'order.cancel_requested'],
    ])
    const after = events.reduce(evolve, part)
    expect(after).toMatchObject({ status: 'cancelling', reason: 'payment_refunded' })
    expect(typesOf(pendingCommands(after))).toEqual(['shipping.cancel'])
    expect(decideNews(reply('payments.refunded', rest), after)).toEqual([])
    const failed = told(told(after, 'shipping.cancelled'), 'payments.refund_failed', rest)
    expect(failed).toMatchObject({ status: 'cancelling', steps: { money: 'compensating' } })
    expect(told(after, 'shipping.cancel_refused').status).toBe('ready')
  })

  it('a refund of all after it leaves the order shipped', () => {
    const all = { ...made, amountMinor: 1000 }
    const after = told(play(happy), 'payments.refunded', all)
    expect([after.status, refundableMinor(after)]).toEqual(['shipped', 0])
  })

  it('a refund while shipping is asked for the parcel is known if the order goes on', () => {
    const after = told(done(captured, cancel), 'payments.refunded', made)
    expect(told(after, 'shipping.cancel_refused').refunds).toHaveLength(1)
    const cancelled = told(done(captured, cancel), 'shipping.cancelled')
    expect(decideNews(reply('payments.refunded', made), cancelled)).toEqual([])
  })

  it('a reversal before the hand-over cancels the order', () => {
    const after = told(captured, 'payments.capture_reversed', {
      amountMinor: 1000,
      reason: 'completed',
    })
    expect(after).toMatchObject({
      ...{ status: 'cancelling', reason: 'payment_reversed', reversedMinor: 1000 },
    })
    expect(typesOf(pendingCommands(after))).toEqual(['shipping.cancel'])
  })

  it('a reversal after it leaves the order shipped, with so much less to refund', () => {
    const after = told(play(happy), 'payments.capture_reversed', { amountMinor: 400 })
    expect([after.status, refundableMinor(after)]).toEqual(['shipped', 600])
    expect(orderView(after, []).payment).toEqual({ type: 'account', reversedMinor: 400 })
  })
})
