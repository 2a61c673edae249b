import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesOf, entryOf, type HistoryEvent, merge } from './history.ts'
import { eventOf, orderEvents, shuffledWithRepeats } from './testing.ts'

const manyOrders = fc
  .array(orderEvents('ann'), { minLength: 1, maxLength: 4 })
  .map((all) => all.flat())
const byId = (events: readonly HistoryEvent[]) =>
  new Map(entriesOf(events).map((entry) => [entry.orderId, entry]))

describe('the history of orders', () => {
  it('does not depend on the order or repetition of events', () => {
    const deliveries = manyOrders.chain((events) =>
      fc.tuple(fc.constant(events), shuffledWithRepeats(events)),
    )
    fc.assert(
      fc.property(deliveries, ([events, delivered]) => {
        expect(byId(delivered)).toEqual(byId(events))
      }),
    )
  })

  it('does not depend on how events are batched', () => {
    fc.assert(
      fc.property(orderEvents('ann'), fc.nat(), (events, at) => {
        const cut = at % events.length
        const parts = [events.slice(0, cut), events.slice(cut)].flatMap(entriesOf)
        const [whole] = entriesOf(events)
        expect(parts.reduce(merge)).toEqual(whole)
      }),
    )
  })

  it('ends in the status with the highest rank', () => {
    fc.assert(
      fc.property(orderEvents('ann'), (events) => {
        const ends = events.filter(({ type }) => type !== 'order.confirmed')
        const types = new Set(ends.map(({ type }) => type))
        const expected = types.has('order.cancelled')
          ? 'cancelled'
          : types.has('order.shipped')
            ? 'shipped'
            : types.has('order.ready')
              ? 'ready'
              : 'confirmed'
        expect(entriesOf(events)[0]?.status).toBe(expected)
      }),
    )
  })
})

it('the number that a parcel left under replaces that of its label, whichever event comes first', () => {
  const ids = { orderId: 'o', customerId: 'ann' }
  const summary = {
    ...{ ...ids, totalMinor: 1, currency: 'GBP', pieces: 1 },
    placedAt: '2026-01-01T09:00:00Z',
  }
  const scanned = { status: 'exception', at: '2026-01-01T10:00:00Z' } as const
  const events = [
    eventOf('order.ready', { ...summary, trackingNumber: 'STOA0000000001' }),
    eventOf('shipping.tracked', { ...ids, ...scanned, trackingNumber: 'STOA0000000001' }),
    eventOf('order.shipped', { ...summary, trackingNumber: 'FX-777777' }),
  ]
  for (const order of [events, [...events].reverse()])
    expect(entriesOf(order)[0]?.tracking?.number).toBe('FX-777777')
})

it('the later of two scans counts, with or without milliseconds in its time', () => {
  const scan = (status: 'in_transit' | 'delivered', at: string): HistoryEvent => ({
    specversion: '1.0',
    id: status,
    source: 'shipping',
    subject: 'o',
    time: at,
    type: 'shipping.tracked',
    data: { orderId: 'o', customerId: 'ann', trackingNumber: 'STOA000001', status, at },
  })
  const early = entryOf(scan('delivered', '2026-01-01T10:00:00Z'))
  const late = entryOf(scan('in_transit', '2026-01-01T10:00:00.5Z'))
  expect(merge(late, early).delivery?.status).toBe('in_transit')
  expect(merge(early, late).delivery?.status).toBe('in_transit')
})
