import { describe, expect, it } from 'vitest'
import {
  applyCarrierResult,
  type BookingOutcome,
  cancelParcel,
  contradictedBy,
  issuedLabelOf,
  newParcel,
  type Parcel,
  tombstone,
  type VoidOutcome,
} from './parcel.ts'

const command = {
  orderId: '01890a5d-ac96-774b-bcce-b302099a8057',
  customerId: 'c-1',
  carrier: 'fedex',
  address: { name: 'A', street: '1 Way', city: 'Leeds', postcode: 'LS1', country: 'GB' },
  weightGrams: 500,
  pieces: 2,
} as const
const pending = newParcel(command, null, null)
const base = { orderId: command.orderId, carrier: 'fedex', attempts: 0 } as const
const bookingEnded = (parcel: Parcel, outcome: BookingOutcome) =>
  applyCarrierResult(parcel, { ...base, task: 'book', outcome })
const voidEnded = (parcel: Parcel, outcome: VoidOutcome) =>
  applyCarrierResult(parcel, { ...base, task: 'void', outcome })
const booked = bookingEnded(pending, { is: 'booked', trackingNumber: '400000000005' })
const own = newParcel({ ...command, carrier: 'own-fleet' }, 'SF0000000001', null)

describe('booking', () => {
  it('an own-fleet parcel is booked at once, any other by its carrier', () => {
    expect(own).toMatchObject({ status: 'booked', trackingNumber: 'SF0000000001', task: null })
    expect(pending).toMatchObject({ status: 'pending', trackingNumber: null, task: 'book' })
  })

  it('a clear answer ends the task, an unclear one leaves it', () => {
    expect(booked).toMatchObject({ status: 'booked', task: null })
    expect(bookingEnded(pending, { is: 'rejected', reason: 'address' })).toMatchObject({
      status: 'rejected',
      reason: 'address',
      task: null,
    })
    expect(bookingEnded(pending, { is: 'unclear' })).toBe(pending)
  })

  it('a parcel that is booked is not booked again by an answer that comes later', () => {
    expect(bookingEnded(booked, { is: 'booked', trackingNumber: 'OTHER1' })).toBe(booked)
  })
})

describe('cancelling', () => {
  it('a label that was bought, or may have been, is voided; own fleet has none', () => {
    expect(cancelParcel(booked, 'x')).toMatchObject({ status: 'cancelled', task: 'void' })
    expect(cancelParcel(pending, 'x')).toMatchObject({ status: 'cancelled', task: 'void' })
    expect(cancelParcel(own, 'x')).toMatchObject({ status: 'cancelled', task: null })
  })

  it('a label that is bought after the cancellation is voided too', () => {
    const late = bookingEnded(cancelParcel(pending, 'x'), { is: 'booked', trackingNumber: 'N' })
    expect(late).toMatchObject({ status: 'cancelled', trackingNumber: 'N', task: 'void' })
    expect(voidEnded(late, { is: 'voided' }).task).toBe(null)
    expect(voidEnded(late, { is: 'unclear' })).toBe(late)
  })

  it('twice is once, and a tombstone stays one', () => {
    const once = cancelParcel(booked, 'x')
    expect(cancelParcel(once, 'y')).toBe(once)
    const stone = tombstone(command.orderId, 'x')
    expect(cancelParcel(stone, 'y')).toBe(stone)
  })
})

describe('an issued label', () => {
  const booking = (outcome: BookingOutcome) => ({ ...base, task: 'book', outcome }) as const
  const label = booking({ is: 'booked', trackingNumber: 'N' })
  it.each([
    ['is told of by a booking', label, ['N']],
    ['is none when the booking failed', booking({ is: 'unclear' }), []],
    ['cannot be of the own fleet', { ...label, carrier: 'own-fleet' as const }, []],
  ])('%s', (_, result, expected) => {
    expect(issuedLabelOf(result).map(({ trackingNumber }) => trackingNumber)).toEqual(expected)
  })

  const issued = { orderId: 'another', carrier: 'fedex', trackingNumber: 'N' } as const
  const declared = { ...booked, trackingNumber: 'N', declaredNumber: 'N' }
  it('takes its number from the parcel of another order that was declared under it, and from no other', () => {
    expect(contradictedBy(declared, [issued])).toEqual({ ...declared, trackingNumber: null })
    for (const [parcel, labels] of [
      [declared, [{ ...issued, orderId: declared.orderId }]],
      [declared, [{ ...issued, carrier: 'ups' }]],
      [declared, [{ ...issued, trackingNumber: 'M' }]],
      [{ ...declared, declaredNumber: null }, [issued]],
      [{ ...declared, trackingNumber: null }, [issued]],
    ] as const)
      expect(contradictedBy(parcel, labels)).toBeUndefined()
  })
})
