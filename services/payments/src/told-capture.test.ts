import { describe, expect, it } from 'vitest'
import { refundable } from './payment.ts'
import { beginRenewal } from './renewal.ts'
import {
  cancel,
  capture,
  type Deed,
  expectBooksToAgree,
  orderId,
  paymentOf,
  play,
  refundsOf,
  results,
  settlements,
  toAuthorised,
  toCaptured,
} from './testing-settled.ts'

const { voided, declined, captured } = settlements
const pending = [...toAuthorised, capture, results.capturePending]
const summaryOf = (deeds: readonly Deed[]) => {
  const state = play(deeds)
  expectBooksToAgree(state)
  const payment = paymentOf(state)
  const { status, pendingStep, capturedMinor, refundPendingMinor, refundedMinor } = payment
  expect(refundable(payment)).toBe(status === 'captured' && !payment.voidRequested ? 500 : 0)
  return `${status}/${pendingStep ?? ''} ${capturedMinor} ${refundPendingMinor} ${refundedMinor}`
}

describe('a capture that the provider made after all is booked and given back, after it was', () => {
  it.each([
    ['settled as voided while it was pending', [...pending, cancel, voided]],
    ['settled as voided while it was requested', [...toAuthorised, capture, cancel, voided]],
    ['settled as voided before it was requested', [...toAuthorised, cancel, voided]],
    ['voided', [...toAuthorised, cancel, results.voided]],
    ['settled as declined, and its order cancelled', [...pending, declined, cancel]],
    ['settled as declined and released', [...pending, declined, results.voided, cancel]],
  ] as const)('%s', (_, deeds) => {
    const late = [...deeds, results.captured]
    expect(summaryOf(late)).toMatch(/^(voided|captured)\/ 500 500 0$/)
    expect(summaryOf([...late, results.captured])).toBe(summaryOf(late))
    expect(summaryOf([...late, results.voidRefunded])).toBe('voided/ 500 0 500')
    expect(play(late).events).not.toContain('captured')
  })

  it('and the order, once told that it is voided, is told so no second time', () => {
    const { events } = play([
      ...[...toAuthorised, cancel, results.voided, results.captured, results.voidRefunded],
    ])
    expect(events.filter((type) => type === 'voided')).toHaveLength(1)
  })

  it('also when the worker that was to capture it says so late', () => {
    const before = play([...toAuthorised, capture])
    const leased = { ...paymentOf(before), lease: 'l-1' }
    const state = { ...before, payments: new Map([[orderId, leased]]) }
    const after = play([voided, { ...results.captured, lease: 'l-1' }], state)
    expect(paymentOf(after)).toMatchObject({ status: 'voided', refundPendingMinor: 500 })
  })
})

it('a capture settled as declined that the provider made after all pays an order that was not cancelled', () => {
  for (const released of [[], [results.voided]]) {
    const late = [...pending, declined, ...released, results.captured]
    expect(summaryOf(late)).toBe('captured/ 500 0 0')
    expect(play(late).events.at(-1)).toBe('captured')
    expect(summaryOf([...late, cancel, results.voidRefunded])).toBe('voided/ 500 0 500')
  }
})

it('a capture that is declared of an authorisation which the provider has released is not booked', () => {
  expect(summaryOf([...toAuthorised, cancel, results.voided, captured])).toBe('voided/ 0 0 0')
})

describe('a captured payment that is settled as voided', () => {
  it.each([
    ['is given back', toCaptured],
    ['is given back by the refund that is under way', [...toCaptured, cancel]],
  ])('%s: no refund is booked that nobody made', (_, deeds) => {
    expect(summaryOf([...deeds, voided])).toBe('voided/ 500 500 0')
    expect(summaryOf([...deeds, voided, voided, results.voidRefunded])).toBe('voided/ 500 0 500')
    expect(refundsOf(play([...deeds, voided]))).toMatchObject([{ status: 'pending' }])
  })
})

describe('a payment whose capture was settled as declined', () => {
  it.each([
    ['requested', [...toAuthorised, capture]],
    ['pending', pending],
    ['never requested', toAuthorised],
  ])('while it was %s is released, captured no more and never renewed', (_, deeds) => {
    const state = play([...deeds, declined])
    expect(paymentOf(state)).toMatchObject({ status: 'authorised', pendingStep: 'void' })
    expect(beginRenewal(paymentOf(state)).payment).toBe(paymentOf(state))
    const replayed = play([capture], state)
    expect(replayed.events.at(-1)).toBe('capture_refused')
    expect(paymentOf(replayed)).toEqual(paymentOf(state))
    expect(summaryOf([...deeds, declined, results.voided])).toBe('voided/ 0 0 0')
    expect(play([...deeds, declined, results.voided]).events).not.toContain('voided')
    const after = play([...deeds, declined, results.voided, capture])
    expect(after.events.at(-1)).toBe('capture_refused')
  })

  it('while it is renewed is released after that', () => {
    const renewing = play(toAuthorised)
    const { payment } = beginRenewal(paymentOf(renewing))
    if (!payment) throw new Error('expected a renewal to begin')
    const settled = play([declined], { ...renewing, payments: new Map([[orderId, payment]]) })
    expect(paymentOf(settled)).toMatchObject({ pendingStep: 'renew' })
    const renewed = { ...results.voided, step: 'renew', ref: 'pi_2' } as const
    expect(paymentOf(play([renewed], settled))).toMatchObject({
      ...{ pendingStep: 'void', providerRef: 'pi_2' },
    })
  })
})
