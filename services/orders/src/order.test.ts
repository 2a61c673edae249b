import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { announcementsOf, pendingCommands } from './commands.ts'
import { deadlineOf, givenUp } from './deadline.ts'
import { decide, decideReply } from './decide.ts'
import { evolve, isOpen } from './order.ts'
import { checkout, stepNames } from './saga.ts'
import {
  cancel,
  compensations,
  fresh,
  happy,
  play,
  publishedBy,
  refusals,
  reply,
  toConfirmed,
  toHandedOver,
  toReady,
} from './testing-rules.ts'
import { orderView } from './view.ts'

describe('an order without stock', () => {
  const rejected = (data: object) =>
    decideReply(reply('inventory.rejected', { reason: 'out_of_stock', ...data }), fresh).reduce(
      evolve,
      fresh,
    )

  it('names the SKUs that were short and what was left of each', () => {
    const order = rejected({ skus: ['CUP', 'POT'], left: [{ sku: 'POT', quantity: 3 }] })
    expect(orderView(order, [])).toMatchObject({
      ...{ status: 'cancelled', reason: 'out_of_stock' },
      shortages: [{ sku: 'CUP' }, { sku: 'POT', left: 3 }],
    })
  })

  it('names the SKUs also when an older reply does not say what was left', () => {
    expect(orderView(rejected({ skus: ['CUP'] }), []).shortages).toEqual([{ sku: 'CUP' }])
  })

  it('has no shortages otherwise', () => {
    expect(
      orderView(play(['payments.declined'], play(['inventory.reserved'])), []),
    ).not.toHaveProperty('shortages')
  })
})

describe('an order', () => {
  it('is confirmed with stock and money, ready with its label, shipped when the parcel leaves', () => {
    expect(play(toConfirmed).status).toBe('confirmed')
    expect(play(toReady)).toMatchObject({ status: 'ready', trackingNumber: 'STOA123' })
    expect(play(toHandedOver).status).toBe('shipped')
    expect(isOpen(play(toHandedOver))).toBe(true)
    expect(isOpen(play(happy))).toBe(false)
  })

  it('is shipped all the same when the hand-over is announced before the booking', () => {
    const early = play(['shipping.handed_over'], play(toConfirmed))
    expect(early.status).toBe('confirmed')
    expect(play(['shipping.booked', 'payments.captured'], early)).toMatchObject({
      ...{ status: 'shipped', steps: { capture: 'done' } },
    })
  })

  it.each([
    ['inventory.reserved', 0, ['payments.authorise']],
    ['payments.authorised', 1, ['shipping.book', 'order.confirmed']],
    ['shipping.booked', 2, ['order.ready']],
    ['shipping.handed_over', 3, ['payments.capture', 'order.shipped']],
    ['payments.captured', 4, []],
  ] as const)('requests the next step on %s', (type, steps, published) => {
    expect(publishedBy(type, play(happy.slice(0, steps)))).toEqual(published)
  })

  it.each([
    ['inventory.rejected', 0, ['order.cancelled'], 'cancelled'],
    ['payments.declined', 1, ['inventory.release'], 'cancelling'],
    ['shipping.rejected', 2, ['inventory.release', 'payments.void'], 'cancelling'],
  ] as const)('compensates on %s the steps before', (type, steps, published, status) => {
    const before = play(happy.slice(0, steps))
    expect(publishedBy(type, before)).toEqual(published)
    expect(play([type], before).status).toBe(status)
  })

  it('is cancelled only when every compensation is answered', () => {
    const cancelling = play(['shipping.rejected'], play(happy.slice(0, 2)))
    expect(play(['inventory.released'], cancelling).status).toBe('cancelling')
    expect(play(['inventory.released', 'payments.voided'], cancelling).status).toBe('cancelled')
  })

  it('compensates a step that was requested and has no reply yet', () => {
    const order = decide(cancel, fresh).reduce(evolve, fresh)
    expect(order.steps.stock).toBe('compensating')
    expect(pendingCommands(order).map(({ type }) => type)).toEqual(['inventory.release'])
  })

  it('is not cancelled once its parcel was handed over', () => {
    expect(() => decide(cancel, play(toHandedOver))).toThrow(/the parcel was handed over/)
    expect(() => decide(cancel, play(happy))).toThrow(/the parcel was handed over/)
  })

  it('does not change on a reply that it has had', () => {
    const shipped = play(happy)
    for (const type of happy) expect(decideReply(reply(type), shipped)).toEqual([])
  })

  it('is never stranded: after any replies in any order, the right ones bring it to an end', () => {
    const types = [
      ...happy,
      ...refusals,
      ...compensations,
      'shipping.cancel_refused',
      'cancel',
    ] as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...types), { maxLength: 20 }), (story) => {
        let order = fresh
        for (const type of story) {
          if (type === 'cancel' && order.steps.handover === 'done') continue
          const events = type === 'cancel' ? decide(cancel, order) : decideReply(reply(type), order)
          order = events.reduce(evolve, order)
        }
        const finished = play([...happy, ...compensations, ...happy], order)
        expect(['shipped', 'cancelled']).toContain(finished.status)
        expect(isOpen(finished)).toBe(false)
      }),
    )
  })

  it('leaves no step open once it is cancelled', () => {
    const types = [...happy, ...refusals, ...compensations, 'shipping.cancel_refused'] as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...types), { maxLength: 20 }), (story) => {
        const order = play(story)
        if (order.status !== 'cancelled') return
        for (const name of stepNames)
          expect(['idle', 'refused', 'compensated']).toContain(order.steps[name])
      }),
    )
  })
})

it('an order whose authorisation expired is cancelled while it is under way, and left alone after that', () => {
  const expired = reply('payments.expired', { reason: 'authorisation_expired' })
  const confirmed = play(['inventory.reserved', 'payments.authorised'])
  const after = decideReply(expired, confirmed).reduce(evolve, confirmed)
  expect(after).toMatchObject({ status: 'cancelling', reason: 'authorisation_expired' })
  expect(publishedBy('payments.expired', confirmed)).toEqual(['shipping.cancel'])
  expect(publishedBy('shipping.cancelled', after)).toContain('payments.void')
  expect(decideReply(expired, after)).toEqual([])
  expect(decideReply(expired, play(happy))).toEqual([])
})

describe('refunds', () => {
  const refund = (amountMinor: number, currency = 'GBP') =>
    ({
      type: 'refund',
      refundId: `r-${amountMinor}`,
      amountMinor,
      currency,
      reason: 'broken',
    }) as const

  it('never exceed what was paid', () => {
    const shipped = play(happy)
    const once = decide(refund(700), shipped).reduce(evolve, shipped)
    expect(() => decide(refund(301), once)).toThrow(/at most 300 minor units/)
    expect(decide(refund(300), once)).toHaveLength(1)
  })

  it('leave room again when the provider refused them', () => {
    const shipped = play(happy)
    const requested = decide(refund(700), shipped).reduce(evolve, shipped)
    expect(isOpen(requested)).toBe(true)
    const refused = decideReply(
      reply('payments.refund_refused', { refundId: 'r-700' }),
      requested,
    ).reduce(evolve, requested)
    expect(isOpen(refused)).toBe(false)
    expect(decide(refund(1000), refused)).toHaveLength(1)
  })

  it('made at the provider are on the order, once, and are not requested from payments', () => {
    const shipped = play(happy)
    const made = reply('payments.refunded', {
      ...{ refundId: 'r-there', amountMinor: 400, origin: 'provider' },
    })
    const events = decideReply(made, shipped)
    const after = events.reduce(evolve, shipped)
    expect(after.refunds).toMatchObject([{ amountMinor: 400, status: 'completed' }])
    expect(announcementsOf(shipped, after, events).map(({ type }) => type)).toEqual([
      'order.refunded',
    ])
    expect(decideReply(made, after)).toEqual([])
    expect(decideReply(reply('payments.refunded', { refundId: 'unknown' }), shipped)).toEqual([])
    expect(() => decide(refund(601), after)).toThrow(/at most 600/)
  })

  it('that the provider took back are failed, and leave room again', () => {
    const requested = decide(refund(700), play(happy)).reduce(evolve, play(happy))
    const failed = reply('payments.refund_failed', { refundId: 'r-700' })
    expect(decideReply(failed, requested)).toEqual([])
    const made = reply('payments.refunded', { refundId: 'r-700' })
    const after = [made, failed].reduce(
      (order, one) => decideReply(one, order).reduce(evolve, order),
      requested,
    )
    expect(after.refunds).toMatchObject([{ status: 'failed' }])
    expect(decide(refund(1000), after)).toHaveLength(1)
  })

  it('are for shipped orders, in their currency', () => {
    expect(() => decide(refund(1), fresh)).toThrow(/only a shipped order/)
    expect(() => decide(refund(1, 'EUR'), play(happy))).toThrow(/GBP/)
    const dinars = {
      ...play(happy),
      currency: 'KWD',
      payment: { type: 'card', token: 't' },
    } as const
    expect(() => decide(refund(5, 'KWD'), dinars)).toThrow(/no payment provider/)
  })
})

describe('deadlines', () => {
  it('leave time for a repeated request', () => {
    for (const name of stepNames) {
      const { retryMs = 0, deadlineMs } = checkout.steps[name] ?? {}
      if (deadlineMs) expect(retryMs).toBeLessThan(deadlineMs)
    }
  })

  it('give up a step that can be compensated, and never a capture', () => {
    expect(givenUp(fresh, 19_999, new Date())).toBeUndefined()
    expect(givenUp(fresh, 20_000, new Date())).toMatch(/stock/)
    expect(givenUp(play(toHandedOver), 3_600_000, new Date())).toBeUndefined()
  })

  it('repeat the request sooner for the step that is faster', () => {
    const now = new Date(0)
    expect(deadlineOf(fresh, now).getTime()).toBe(5_000)
    expect(deadlineOf(play(happy.slice(0, 1)), now).getTime()).toBe(10_000)
  })
})
