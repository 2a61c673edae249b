import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announcementsOf } from './commands.ts'
import { decide, decideReply } from './decide.ts'
import { evolve, isOpen, type Order } from './order.ts'
import type { OrderEvent, Settlement } from './order-event.ts'
import { settle } from './settle.ts'
import { settlementOf, waitsOf } from './settlement.ts'
import {
  cancel,
  compensations,
  fresh,
  happy,
  play,
  refusals,
  reply,
  toConfirmed,
  toHandedOver,
  toReady,
} from './testing-rules.ts'

const at = new Date('2026-06-01T12:00:00Z')
const after = (events: readonly OrderEvent[], order: Order) => events.reduce(evolve, order)
const hold = (order: Order) => after(decide({ type: 'hold', reason: 'no reply', at }, order), order)
const eventsOf = (settlement: Settlement, order: Order) =>
  settle({ type: 'settle', settlement, by: 'olga', reason: 'asked the owner', at }, order)
const settled = (settlement: Settlement, order: Order) => after(eventsOf(settlement, order), order)
const published = (settlement: Settlement, order: Order) => {
  const events = eventsOf(settlement, order)
  return announcementsOf(order, after(events, order), events).map(({ type }) => type)
}

const cancelling = after(decide(cancel, play(toConfirmed)), play(toConfirmed))
const withRefund = (order: Order) =>
  after(
    decide(
      { type: 'refund', refundId: 'r-1', amountMinor: 100, currency: 'GBP', reason: 'broken' },
      order,
    ),
    order,
  )
const handedOver = { step: 'parcel', outcome: 'handed_over', trackingNumber: 'STOA999' } as const
const declined = { step: 'capture', outcome: 'declined' } as const

describe('a step of an order on hold', () => {
  it('is settled as the missing reply would have, and its owner is told before anything follows', () => {
    const order = hold(cancelling)
    expect(waitsOf(order)).toMatchObject([
      { step: 'parcel', outcomes: ['cancelled', 'handed_over'] },
    ])
    expect(published({ step: 'parcel', outcome: 'cancelled' }, order)).toEqual([
      ...['order.settled', 'inventory.release', 'payments.void'],
    ])
    expect(published(handedOver, order)).toEqual([
      ...['order.settled', 'payments.capture', 'order.ready', 'order.shipped'],
    ])
    expect(settled(handedOver, order)).toMatchObject({
      ...{ status: 'shipped', trackingNumber: 'STOA999' },
    })
  })

  it('ends the order when nothing else is waited for, and keeps it on hold otherwise', () => {
    const both = hold(play(['shipping.cancelled'], cancelling))
    const one = settled({ step: 'stock', outcome: 'released' }, both)
    expect(one).toMatchObject({ status: 'cancelling', hold: { reason: 'no reply' } })
    expect(settled({ step: 'money', outcome: 'voided' }, one).status).toBe('cancelled')
  })

  it('of which the money was not captured ends a shipped order unpaid, with its refunds refused', () => {
    const unpaid = settled(declined, hold(withRefund(play(toHandedOver))))
    expect(unpaid).toMatchObject({ status: 'shipped', refunds: [{ status: 'refused' }] })
    expect(isOpen(unpaid)).toBe(false)
    expect(() => withRefund(unpaid)).toThrow(/was not captured/)
    expect(play(['payments.captured'], unpaid).steps.capture).toBe('done')
    expect(play(['payments.capture_failed'], unpaid)).toEqual(unpaid)
  })

  it('of which the money was not captured cancels an order whose parcel has not left', () => {
    const early = decide({ type: 'capture-early' }, play(toReady))
    const order = hold(after(early, play(toReady)))
    expect(published(declined, order)).toEqual(['order.settled', 'shipping.cancel'])
  })

  it('may be a refund', () => {
    const order = hold(withRefund(play(happy)))
    const refund = { step: 'refund', refundId: 'r-1' } as const
    expect(published({ ...refund, outcome: 'refunded', reference: 're_1' }, order)).toEqual([
      ...['order.settled', 'order.refunded'],
    ])
    const refused = settled({ ...refund, outcome: 'declined' }, order)
    expect(refused.refunds).toMatchObject([{ status: 'refused' }])
    const late = decideReply(reply('payments.refunded', { refundId: 'r-1' }), refused)
    expect(after(late, refused).refunds).toMatchObject([{ status: 'completed' }])
  })

  it.each([
    ['is not on hold', cancelling, { step: 'parcel', outcome: 'cancelled' }, /not on hold/],
    ['waits for something else', hold(cancelling), declined, /waits for none of this/],
  ] as const)('is not settled when the order %s', (_, order, settlement, message) => {
    expect(() => eventsOf(settlement, order)).toThrow(message)
  })
})

it('a refusal of the capture is due once the parcel has left, whichever is heard of first', () => {
  const early = after(decide({ type: 'capture-early' }, play(toReady)), play(toReady))
  const refused = play(['payments.capture_refused'], early)
  const left = play(['shipping.cancel_refused', 'shipping.handed_over'], refused)
  expect(left).toMatchObject({ status: 'shipped', steps: { capture: 'due' } })
})

const replies = [
  ...[...happy, ...refusals, ...compensations],
  ...['shipping.cancel_refused', 'payments.expired', 'payments.renewal_refused'],
] as const
const story = fc.array(fc.constantFrom(...replies, 'cancel' as const), { maxLength: 15 })

/** Settles one step after the other; what a deadline ends is given up. */
function bringToAnEnd(start: Order, choices: readonly number[]): Order {
  let order = start
  for (const choice of choices) {
    if (!isOpen(order)) return order
    const held = order.hold ? order : hold(order)
    const waits = waitsOf(held)
    const wait = waits[choice % waits.length]
    const outcome = wait?.outcomes[choice % wait.outcomes.length]
    if (!wait || !outcome) {
      order = after(decide({ type: 'give-up', reason: 'late' }, order), order)
      continue
    }
    const more = { refundId: wait.refundId, reference: 'x', trackingNumber: 'STOA999' }
    order = settled(settlementOf({ step: wait.step, outcome, ...more }), held)
  }
  return order
}

it('whatever is settled in whatever way, the order ends, and late replies do not change that', () => {
  const choices = fc.array(fc.nat(5), { minLength: 20, maxLength: 20 })
  fc.assert(
    fc.property(story, choices, fc.boolean(), story, (before, chosen, refunds, late) => {
      let order = fresh
      for (const type of before) {
        if (type === 'cancel' && order.steps.handover === 'done') continue
        order = type === 'cancel' ? after(decide(cancel, order), order) : play([type], order)
      }
      if (refunds && order.status === 'shipped') order = withRefund(order)
      const ended = bringToAnEnd(order, chosen)
      expect(['shipped', 'cancelled']).toContain(ended.status)
      expect(isOpen(ended)).toBe(false)
      const later = play(
        late.filter((type) => type !== 'cancel'),
        ended,
      )
      expect(later.status).toBe(ended.status)
      expect(isOpen(later)).toBe(false)
    }),
    { numRuns: 1_000 },
  )
})
