import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { deliveryStatuses, type HistoryEvent } from './history.ts'
import type { ReceivedEvent } from './use-cases/project-history.ts'

export const eventOf = <Type extends HistoryEvent['type']>(
  type: Type,
  data: Extract<HistoryEvent, { type: Type }>['data'],
  time = '2026-01-01T00:00:00Z',
) =>
  ({
    specversion: '1.0',
    id: randomUUID(),
    source: 'test',
    subject: data.orderId,
    time,
    type,
    data,
  }) as HistoryEvent

const minute = (n: number) => `2026-01-03T10:0${n}:00Z`

const time = fc
  .integer({ min: 0, max: 3 })
  .map((minute) => `2026-01-02T10:0${minute}:00${minute % 2 ? '.5' : ''}Z`)

/** Arbitrary for all events of one order of the customer. */
export const orderEvents = (customerId: string) =>
  fc
    .record({
      orderId: fc.uuid({ version: 7 }),
      totalMinor: fc.integer({ min: 1, max: 100_000 }),
      end: fc.constantFrom('open', 'ready', 'shipped', 'cancelled'),
      trackingNumber: fc.constantFrom('STOA000001', 'FX-777777'),
      tracked: fc.array(fc.record({ status: fc.constantFrom(...deliveryStatuses), at: time }), {
        maxLength: 4,
      }),
      refunds: fc.array(
        fc.record({
          ...{ refundId: fc.uuid(), amountMinor: fc.integer({ min: 1, max: 99 }) },
          ...{ failed: fc.boolean(), linked: fc.boolean(), made: fc.nat(5), taken: fc.nat(3) },
        }),
        { maxLength: 3 },
      ),
    })
    .map(({ orderId, totalMinor, end, trackingNumber, tracked, refunds }): HistoryEvent[] => {
      const ids = { orderId, customerId }
      const placedAt = '2026-01-01T09:00:00Z'
      const summary = { ...ids, totalMinor, currency: 'GBP', pieces: 2, placedAt }
      const confirmed = eventOf('order.confirmed', summary)
      if (end === 'cancelled')
        return [confirmed, eventOf('order.cancelled', { ...summary, reason: 'too_late' })]
      if (end === 'open') return [confirmed]
      const ready = eventOf('order.ready', { ...summary, trackingNumber: 'STOA000001' })
      if (end === 'ready') return [confirmed, ready]
      return [
        ...[confirmed, ready],
        eventOf('order.shipped', { ...summary, trackingNumber }),
        ...tracked.map((one) => eventOf('shipping.tracked', { ...ids, trackingNumber, ...one })),
        ...refunds.flatMap(({ failed, made, taken, linked, ...one }, index) => {
          const refund = { ...ids, ...one, currency: 'GBP' }
          const another = (place: number) => (linked ? refunds[place]?.refundId : undefined)
          const replaces = another(index - 1)
          const refunded = eventOf('order.refunded', { ...refund, replaces }, minute(made))
          const replacedBy = another(index + 1)
          const taking = minute(made + taken)
          return failed
            ? [refunded, eventOf('order.refund_failed', { ...refund, replacedBy }, taking)]
            : [refunded]
        }),
      ]
    })

/** Arbitrary for the events in any order, some of them repeated. */
export const shuffledWithRepeats = (events: readonly HistoryEvent[]) =>
  fc
    .tuple(fc.shuffledSubarray([...events], { minLength: events.length }), fc.subarray([...events]))
    .chain(([all, repeats]) =>
      fc.shuffledSubarray([...all, ...repeats], { minLength: all.length + repeats.length }),
    )

export const received = (message: HistoryEvent): ReceivedEvent => ({
  message,
  delivery: { id: randomUUID(), index: 0, size: 1 },
})
