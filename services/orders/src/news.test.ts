import { describe, expect, it } from 'vitest'
import { announcementsOf } from './commands.ts'
import { decide } from './decide.ts'
import { decideNews } from './news.ts'
import { evolve, type Order } from './order.ts'
import type { OrderEvent } from './order-event.ts'
import { settle } from './settle.ts'
import { cancel, happy, play, reply, toHandedOver, toReady } from './testing-rules.ts'

const at = new Date('2026-06-01T12:00:00Z')
const after = (events: readonly OrderEvent[], order: Order) => events.reduce(evolve, order)
const hold = (order: Order) => after(decide({ type: 'hold', reason: 'no reply', at }, order), order)
const told = (order: Order, ...news: Parameters<typeof reply>) =>
  after(decideNews(reply(...news), order), order)
const refund = (refundId: string) =>
  ({ type: 'refund', refundId, amountMinor: 100, currency: 'GBP', reason: 'broken' }) as const
const withRefund = (order: Order, refundId = 'r-1') => after(decide(refund(refundId), order), order)
const atProvider = { refundId: 'x-1', amountMinor: 100, currency: 'GBP', origin: 'provider' }
const cancelling = after(decide(cancel, play(toHandedOver.slice(0, 2))), play(toReady.slice(0, 2)))
const compensating = play(['shipping.cancelled'], cancelling)

describe('an order on hold', () => {
  it.each([
    ['a renewal was refused', play(toReady), 'payments.renewal_refused', {}],
    ['another refund was made', withRefund(play(happy)), 'payments.refunded', atProvider],
    [
      'another refund failed',
      withRefund(told(withRefund(play(happy), 'r-0'), 'payments.refunded', { refundId: 'r-0' })),
      'payments.refund_failed',
      { refundId: 'r-0' },
    ],
  ] as const)('stays on hold when it is told that %s', (_, order, type, data) => {
    const held = hold(order)
    const now = told(held, type, data)
    expect(now.version).toBeGreaterThan(held.version)
    expect(now.hold).toEqual(held.hold)
  })

  it.each([
    ['one of its compensations', compensating, 'inventory.released', {}],
    ['its capture', play(toHandedOver), 'payments.capture_pending', {}],
    ['its parcel', play(toReady), 'shipping.handed_over', {}],
    ['its refund', withRefund(play(happy)), 'payments.refunded', { refundId: 'r-1' }],
    ['the end of its authorisation', play(toReady), 'payments.expired', {}],
  ] as const)('goes on when it is told of %s', (_, order, type, data) => {
    expect(told(hold(order), type, data).hold).toBeUndefined()
  })

  it('has its money captured at once when its authorisation cannot be renewed', () => {
    const held = hold(play(toReady))
    const events = decideNews(reply('payments.renewal_refused'), held)
    const now = after(events, held)
    expect(now).toMatchObject({ hold: held.hold, steps: { capture: 'requested' } })
    expect(announcementsOf(held, now, events).map(({ type }) => type)).toEqual(['payments.capture'])
  })

  it('is given no new hold when it was not on hold, or when nothing follows', () => {
    const types = decideNews(reply('payments.renewal_refused'), play(toReady))
    expect(types.map(({ type }) => type)).toEqual(['payments.renewal_refused'])
    expect(decideNews(reply('inventory.released'), hold(play(toReady)))).toEqual([])
  })
})

it('a hand-over that shipping refuses is why the order is on hold, also while it waits for more', () => {
  const early = after(decide({ type: 'capture-early' }, play(toReady)), play(toReady))
  const held = hold(told(early, 'payments.capture_pending'))
  const handedOver = { step: 'parcel', outcome: 'handed_over', trackingNumber: '1' } as const
  const settlement = {
    type: 'settle',
    by: 'olga',
    reason: 'asked',
    settlement: handedOver,
  } as const
  const declared = after(settle(settlement, held), held)
  expect(declared.hold).toEqual(held.hold)
  const news = { reason: '1 is the tracking number of another order', trackingNumber: '1' }
  expect(told(declared, 'shipping.settlement_refused', news).hold?.reason).toBe(news.reason)
})

const settled = (order: Order, reference: string, refundId = 'r-1') =>
  settle(
    {
      ...{ type: 'settle', by: 'olga', reason: 'asked the owner', at },
      settlement: { step: 'refund', outcome: 'refunded', refundId, reference },
    },
    order,
  )

it('a refund that the provider told of is not declared as another one', () => {
  const order = told(hold(withRefund(play(happy))), 'payments.refunded', {
    ...{ ...atProvider, reference: 're_9' },
  })
  expect(() => settled(order, 're_9')).toThrow('re_9 is refund x-1 of this order')
  expect(after(settled(order, 're_8'), order).refunds).toMatchObject([
    ...[{ refundId: 'r-1', status: 'completed', reference: 're_8' }, { refundId: 'x-1' }],
  ])
})

it('the reference of a refund that has failed may be declared as another one', () => {
  const both = hold(withRefund(withRefund(play(happy)), 'r-2'))
  const one = after(settled(both, 're_9'), both)
  expect(() => settled(one, 're_9', 'r-2')).toThrow('re_9 is refund r-1 of this order')
  const failed = told(one, 'payments.refund_failed', { refundId: 'r-1' })
  expect(after(settled(failed, 're_9', 'r-2'), failed).refunds).toMatchObject([
    ...[
      { refundId: 'r-1', status: 'failed' },
      { refundId: 'r-2', status: 'completed' },
    ],
  ])
})

it('a declared refund that is another one at the provider names it, whichever is told of first', () => {
  const there = { ...atProvider, reference: 're_9' }
  const declared = hold(withRefund(play(happy)))
  const one = after(settled(declared, 're_9'), declared)
  const failure = ['payments.refund_failed', { refundId: 'r-1' }] as const
  const saidOf = (order: Order, ...news: Parameters<typeof reply>) => {
    const events = decideNews(reply(...news), order)
    return announcementsOf(order, after(events, order), events)
  }
  expect(saidOf(told(one, ...failure), 'payments.refunded', there)).toMatchObject([
    { type: 'order.refunded', data: { refundId: 'x-1', replaces: 'r-1' } },
  ])
  expect(saidOf(told(one, 'payments.refunded', there), ...failure)).toMatchObject([
    { type: 'order.refund_failed', data: { refundId: 'r-1', replacedBy: 'x-1' } },
  ])
  const other = { ...there, reference: 're_8' }
  const [unlinked] = saidOf(told(one, 'payments.refunded', other), ...failure)
  expect(unlinked?.data).toMatchObject({ refundId: 'r-1', replacedBy: undefined })
})

it('an order on hold that waits for nothing says so', () => {
  expect(() => settled(hold(play(happy)), 're_9')).toThrow(
    'the order waits for nothing that can be settled; resume it',
  )
})
