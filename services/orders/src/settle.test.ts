import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announcementsOf, pendingCommands } from './commands.ts'
import { deadlineOf } from './deadline.ts'
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
  settle({ type: 'settle', settlement, by: 'olga', reason: 'asked the owner' }, order)
const settled = (settlement: Settlement, order: Order) => after(eventsOf(settlement, order), order)
const published = (settlement: Settlement, order: Order) => {
  const events = eventsOf(settlement, order)
  return announcementsOf(order, after(events, order), events).map(({ type }) => type)
}

const cancelling = after(decide(cancel, play(toConfirmed)), play(toConfirmed))
const cancelledWhileReady = after(decide(cancel, play(toReady)), play(toReady))
const recorded = ['shipping.cancel_refused', 'shipping.handed_over'] as const
const withRefund = (order: Order) =>
  after(
    decide(
      { type: 'refund', refundId: 'r-1', amountMinor: 100, currency: 'GBP', reason: 'broken' },
      order,
    ),
    order,
  )
const handedOver = { step: 'parcel', outcome: 'handed_over', trackingNumber: 'STOA123' } as const
const declined = { step: 'capture', outcome: 'declined' } as const

const refundId = '0197a000-0000-7000-8000-000000000002'
it.each([
  [{ step: 'stock', outcome: 'released', trackingNumber: 'STOA1234' }, ['/trackingNumber']],
  [{ step: 'parcel', outcome: 'cancelled', trackingNumber: 'STOA1234' }, ['/trackingNumber']],
  [{ step: 'parcel', outcome: 'handed_over', reference: 'x' }, ['/reference', '/trackingNumber']],
  [{ step: 'money', outcome: 'voided', refundId }, ['/refundId']],
  [{ step: 'money', outcome: 'refunded' }, ['/reference']],
  [{ step: 'capture', outcome: 'declined', refundId, reference: 'x' }, ['/refundId']],
  [{ step: 'refund', outcome: 'declined' }, ['/refundId']],
  [{ step: 'stock', outcome: 'voided', refundId }, ['/outcome']],
] as const)(
  '%j is refused: each field that is missing or does not fit is named',
  (fields, named) => {
    const refused = () => settlementOf(fields)
    expect(refused).toThrow(
      expect.objectContaining({ errors: named.map((field) => expect.objectContaining({ field })) }),
    )
  },
)

it('a settlement has what fits its outcome', () => {
  for (const fields of [
    { step: 'money', outcome: 'voided', reference: 'pi_1' },
    { step: 'refund', outcome: 'refunded', refundId, reference: 're_1' },
    handedOver,
  ] as const)
    expect(settlementOf(fields)).toEqual(fields)
})

describe('a step of an order on hold', () => {
  it('is settled as the missing reply would have, and its owner is told before anything follows', () => {
    const order = hold(cancelling)
    expect(waitsOf(order)).toMatchObject([
      { step: 'parcel', outcomes: ['cancelled', 'handed_over'] },
    ])
    expect(published({ step: 'parcel', outcome: 'cancelled' }, order)).toEqual([
      ...['order.settled', 'inventory.release', 'payments.void'],
    ])
  })

  it('of which the parcel has left goes on once shipping has recorded the number', () => {
    for (const before of [hold(cancelling), hold(play(toReady))]) {
      expect(published(handedOver, before)).toEqual(['order.settled'])
      const declared = settled(handedOver, before)
      expect(declared).toMatchObject({ status: before.status, steps: before.steps })
      expect(play(recorded, declared)).toMatchObject({
        ...{ status: 'shipped', trackingNumber: 'STOA123', steps: { capture: 'requested' } },
      })
    }
  })

  it('of which shipping refuses the hand-over is on hold again, for that reason, and nothing has happened', () => {
    for (const before of [hold(cancelling), hold(play(toReady))]) {
      const declared = settled(handedOver, before)
      const refused = play(['shipping.settlement_refused'], declared)
      const { version: _, hold: ___, ...known } = before
      expect(refused).toEqual({
        ...{ ...known, version: expect.any(Number) },
        hold: { reason: 'no', since: at.toISOString() },
      })
      expect(play(['shipping.settlement_refused'], refused)).toEqual(refused)
      expect(waitsOf(refused)).toEqual(waitsOf(before))
    }
  })

  it('of which shipping refuses a number that was declared before the present one, waits for its answer', () => {
    const first = settled({ ...handedOver, trackingNumber: 'STOA111' }, hold(play(toReady)))
    const second = settled(handedOver, hold(first))
    const refused = (trackingNumber: string) =>
      after(decideReply(reply('shipping.settlement_refused', { trackingNumber }), second), second)
    expect(refused('STOA111')).toEqual(second)
    expect(refused('STOA123')).toMatchObject({ hold: { reason: 'no' } })
    expect(refused('STOA123')).not.toHaveProperty('declaredNumber')
  })

  it('of which the parcel was declared to have left is asked about again, and not cancelled by a late reply', () => {
    const commands = (order: Order) => pendingCommands(order).map(({ type }) => type)
    for (const before of [hold(cancelling), hold(play(toReady))]) {
      const declared = settled(handedOver, before)
      expect(commands(declared)).toEqual(['order.settled'])
      expect(deadlineOf(declared, at).getTime() - at.getTime()).toBeLessThan(60_000)
      expect(play(['shipping.cancelled'], declared)).toEqual(declared)
      const refused = play(['shipping.settlement_refused'], declared)
      expect(commands(refused)).toEqual(commands(before))
    }
  })

  it('is not settled as cancelled once its parcel is known to have left', () => {
    const order = hold(play(['shipping.handed_over'], cancelledWhileReady))
    expect(waitsOf(order)).toEqual([{ step: 'parcel', outcomes: ['handed_over'] }])
    expect(() => eventsOf({ step: 'parcel', outcome: 'cancelled' }, order)).toThrow(
      expect.objectContaining({ code: 'conflict' }),
    )
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
    const moved = outcome === 'captured' || outcome === 'refunded'
    const left = outcome === 'handed_over'
    const settlement = settlementOf({
      ...{ step: wait.step, outcome, refundId: wait.refundId },
      ...{ reference: moved ? 'x' : undefined, trackingNumber: left ? 'STOA999' : undefined },
    })
    order = settled(settlement, held)
    if (left) order = play(recorded, order)
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
