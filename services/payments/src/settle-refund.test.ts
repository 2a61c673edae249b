import { describe, expect, it } from 'vitest'
import type { Command } from './decide.ts'
import type { Payment } from './payment.ts'
import type { Settle } from './settlement.ts'
import {
  type Deed,
  expectBooksToAgree,
  external,
  paymentOf,
  play,
  refund,
  refundId,
  refundsOf,
  results,
  settlements,
  toCaptured,
} from './testing-settled.ts'

const otherId = '0197a000-0000-7000-8000-0000000000bb'
const whole = { ...refund, refundId: otherId, amountMinor: 500 } as Command
const declared = settlements.refunded
const declaredOf = (more: Partial<Extract<Settle, { step: 'refund' }>>) =>
  ({ ...declared, ...more }) as Settle
const rows = (deeds: readonly Deed[]) =>
  refundsOf(play([...toCaptured, ...deeds])).map(
    ({ origin, status, amountMinor, providerRef, reason }) =>
      `${origin} ${status} ${amountMinor} ${providerRef} ${reason}`,
  )
const refundedMinor = (deeds: readonly Deed[]) => {
  const state = play([...toCaptured, ...deeds])
  expectBooksToAgree(state)
  const { refundedMinor: made, refundPendingMinor }: Payment = paymentOf(state)
  return [made, refundPendingMinor]
}

describe('a refund that was made on the dashboard and declared', () => {
  const there = external('re_9', 200)
  it.each([
    ['before the provider tells of it', [declared, there]],
    ['after it', [there, declared]],
    ['while ours is pending, before', [refund, declared, there]],
    ['while ours is pending, after', [refund, there, declared]],
    ['and told of twice', [declared, there, there]],
    ['and told of as pending first', [declared, external('re_9', 200, 'pending'), there]],
    ['under a mistyped reference', [declared, external('re_8', 200)]],
  ] as const)('%s is booked once', (_, deeds) => {
    expect(refundedMinor(deeds)).toEqual([200, 0])
  })

  it('keeps the provider’s own reference, and is confirmed by it', () => {
    expect(rows([declared])).toEqual(['order refunded 200 re_9 settled'])
    expect(rows([declared, there])).toEqual(['order refunded 200 re_9 null'])
    expect(rows([declared, external('re_8', 200)])).toEqual(['order refunded 200 re_8 null'])
  })

  it('after the provider told of it is no second refund: the order, which took it for one, is told', () => {
    const state = play([...toCaptured, there, declared])
    expect(state.events.slice(-2)).toEqual(['refunded', 'refund_failed'])
    expect(rows([there, declared])).toEqual([
      'provider refunded 200 re_9 refunded_at_provider',
      'order failed 200 null booked_already',
    ])
  })

  it('with another amount than the provider tells is taken back, and the provider’s amount is booked', () => {
    expect(refundedMinor([declared, external('re_9', 150)])).toEqual([150, 0])
    const state = play([...toCaptured, declared, external('re_9', 150)])
    expect(state.events.slice(-2)).toEqual(['refund_failed', 'refunded'])
  })

  it('fails when the provider takes it back', () => {
    expect(refundedMinor([declared, there, external('re_9', 200, 'refused')])).toEqual([0, 0])
    expect(refundedMinor([declared, external('re_9', 200, 'refused')])).toEqual([0, 0])
    expect(refundedMinor([declared, external('re_8', 200, 'refused')])).toEqual([200, 0])
  })

  it('with more than is left of the capture is not booked', () => {
    const state = play([...toCaptured, external('re_8', 500), declaredOf({ reference: 're_7' })])
    expectBooksToAgree(state)
    expect(state.events.at(-1)).toBe('refund_failed')
    expect(paymentOf(state).refundedMinor).toBe(500)
  })
})

describe('each refund that the provider made is booked, with', () => {
  it.each([
    ['another of the same amount', [declared, external('re_9', 200), external('re_8', 200)], 400],
    ['the two in the other order', [declared, external('re_8', 200), external('re_9', 200)], 400],
    ['ours, made after all, as the only one', [refund, declared, results.refunded], 200],
    [
      'ours, made after all, besides the declared one',
      [refund, declared, external('re_9', 200), results.refunded],
      400,
    ],
  ] as const)('%s', (_, deeds, sum) => {
    expect(refundedMinor(deeds)).toEqual([sum, 0])
  })

  it('our late refusal does not take back what was declared', () => {
    expect(refundedMinor([refund, declared, results.refundRefused])).toEqual([200, 0])
  })

  it('one that was settled as declined goes before one that is requested meanwhile', () => {
    const late = [refund, settlements.refundDeclined, whole, results.refunded] as const
    expect(refundedMinor(late)).toEqual([200, 500])
    const refused = { ...results.refundRefused, refundId: otherId, ref: 're_3' }
    expect(refundedMinor([...late, refused])).toEqual([200, 0])
    const made = refundsOf(play([...toCaptured, ...late])).find((one) => one.refundId === refundId)
    expect(made?.status).toBe('refunded')
  })
})

it('a refund that is declared although the provider told that it failed is not booked by its late event', () => {
  const failed = { ...results.refundRefused, ref: 're_9' }
  const state = play([
    ...[...toCaptured, refund, { ...results.refunded, ref: 're_9' }, failed],
    ...[settlements.refunded, { ...results.refunded, ref: 're_9', amountMinor: 200 }],
  ])
  expect(paymentOf(state)).toMatchObject({ refundedMinor: 0, refundPendingMinor: 0 })
  expectBooksToAgree(state)
})
