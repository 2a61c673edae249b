import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entriesOf, entryOf, type HistoryEvent, merge, refundsOf } from './history.ts'
import { orderEvents, shuffledWithRepeats } from './testing.ts'

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

it('a refund that the provider took back has failed, whichever of its events comes first', () => {
  const refund = (type: 'order.refunded' | 'order.refund_failed'): HistoryEvent => ({
    ...{ specversion: '1.0', id: type, source: 'orders', subject: 'o', time: '', type },
    data: { orderId: 'o', customerId: 'ann', refundId: 'r', amountMinor: 5, currency: 'GBP' },
  })
  const [made, failed] = [refund('order.refunded'), refund('order.refund_failed')]
  expect(refundsOf([made])).toMatchObject([{ failed: false }])
  for (const events of [
    [made, failed],
    [failed, made],
  ])
    expect(refundsOf(events)).toMatchObject([{ refundId: 'r', failed: true }])
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
