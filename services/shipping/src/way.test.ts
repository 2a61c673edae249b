import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookingReplies, leavingEvents, trackedEvent } from './announcements.ts'
import { applyCarrierResult, cancelParcel, newParcel, type Parcel, scanStatuses } from './parcel.ts'
import { handOver, type Scan, scanParcel } from './way.ts'

const command = {
  orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
  customerId: 'c-1',
  carrier: 'fedex',
  address: { name: 'A', street: '1 Way', city: 'Leeds', postcode: 'LS1', country: 'GB' },
  weightGrams: 500,
  pieces: 2,
} as const
const pending = newParcel(command, null, null)
const booked = applyCarrierResult(pending, {
  ...{ orderId: command.orderId, carrier: 'fedex', attempts: 0, task: 'book' },
  outcome: { is: 'booked', trackingNumber: '400000000005' },
})
const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute))

describe('handing over', () => {
  it('a booked parcel is handed over once', () => {
    const once = handOver(booked, at(1))
    expect(once).toMatchObject({ status: 'handed_over', handedOverAt: at(1), leftAt: null })
    expect(handOver(once, at(2))).toBe(once)
  })

  it('the first scan hands it over, unless it is an exception', () => {
    for (const status of scanStatuses)
      expect(scanParcel(booked, { status, at: at(3) }).handedOverAt).toEqual(
        status === 'exception' ? null : at(3),
      )
  })

  it('a parcel with an exception can still be handed over, by a manifest or a scan', () => {
    const exception = scanParcel(booked, { status: 'exception', at: at(1) })
    expect(handOver(exception, at(2))).toMatchObject({ status: 'exception', handedOverAt: at(2) })
    expect(scanParcel(exception, { status: 'in_transit', at: at(2) })).toMatchObject({
      ...{ status: 'in_transit', handedOverAt: at(2) },
    })
  })

  it('begins a trace of its own, as scans do, and a booking is answered in the trace of the order', () => {
    const own = 'the trace of the order'
    const traced = { ...booked, traceparent: own }
    const scanned = scanParcel(traced, { status: 'in_transit', at: at(1) })
    const left = handOver(cancelParcel(traced, 'x'), at(1))
    const causes = [
      ...bookingReplies(traced),
      ...leavingEvents(traced, scanned),
      ...trackedEvent(scanned),
      ...leavingEvents(cancelParcel(traced, 'x'), left),
    ].map(({ type, cause }) => [type, cause])
    expect(causes).toEqual([
      ['shipping.booked', own],
      ['shipping.handed_over', { linkedTo: [own] }],
      ['shipping.tracked', { linkedTo: [own] }],
      ['shipping.left_cancelled', { linkedTo: [own] }],
    ])
  })

  it('after it nothing is cancelled', () => {
    const gone = handOver(booked, at(1))
    expect(cancelParcel(gone, 'x')).toBe(gone)
  })

  it('of a cancelled parcel leaves it cancelled, and is noted once', () => {
    const cancelled = cancelParcel(booked, 'x')
    const left = handOver(cancelled, at(1))
    expect(left).toEqual({ ...cancelled, leftAt: at(1) })
    expect(handOver(left, at(2))).toBe(left)
  })

  it('of a parcel without a label is none', () => {
    expect(handOver(pending, at(1))).toBe(pending)
  })
})

describe('tracking', () => {
  const play = (scans: readonly Scan[], from: Parcel = booked) => scans.reduce(scanParcel, from)

  it.each([
    ['moves forward', ['in_transit', 1], ['delivered', 2], 'delivered'],
    ['never back', ['out_for_delivery', 1], ['in_transit', 2], 'out_for_delivery'],
    ['not after delivery', ['delivered', 1], ['exception', 2], 'delivered'],
    ['a late exception is past', ['in_transit', 2], ['exception', 1], 'in_transit'],
    ['an exception is overcome', ['exception', 1], ['in_transit', 2], 'in_transit'],
    ['not by what was before it', ['exception', 2], ['in_transit', 1], 'exception'],
    ['a step may be skipped, its scan come late', ['delivered', 2], ['in_transit', 1], 'delivered'],
  ] as const)('%s', (_, first, second, expected) => {
    const scans = [first, second].map(([status, minute]) => ({ status, at: at(minute) }))
    expect(play(scans).status).toBe(expected)
  })

  it('a cancelled parcel is not brought back by a scan, and it is noted when it left', () => {
    const cancelled = cancelParcel(booked, 'x')
    const left = play([{ status: 'in_transit', at: at(1) }], cancelled)
    expect(left).toEqual({ ...cancelled, leftAt: at(1) })
    expect(play([{ status: 'delivered', at: at(2) }], left)).toBe(left)
    expect(play([{ status: 'exception', at: at(1) }], cancelled)).toBe(cancelled)
  })

  it('a delivered parcel stays delivered, and a repeated scan changes nothing', () => {
    const scan = fc.record({
      status: fc.constantFrom(...scanStatuses),
      at: fc.integer({ min: 0, max: 50 }).map(at),
    })
    fc.assert(
      fc.property(fc.array(scan), scan, (scans, last) => {
        const after = play([...scans, last])
        expect(scanParcel(after, last)).toBe(after)
        if (scans.some(({ status }) => status === 'delivered'))
          expect(after.status).toBe('delivered')
      }),
    )
  })
})
