import { describe, expect, it } from 'vitest'
import { isShort, restMinor } from './capture.ts'
import type { Command } from './decide.ts'
import { isRefundPending } from './payment.ts'
import { refundIdOf } from './refund-id.ts'
import type { ProviderResult } from './step-result.ts'
import {
  authorise,
  byPaypal,
  cancel,
  capture,
  type Deed,
  expectBooksToAgree,
  orderId,
  paymentOf,
  play,
  refund,
  refundsOf,
  renew,
  results,
  settlements,
  toAuthorised,
} from './testing-settled.ts'
import { paymentView } from './view.ts'

const held: Deed[] = [
  { ...authorise, method: 'paypal' } as Command,
  { ...byPaypal, step: 'authorise', is: 'done', ref: 'A-0' },
]
const part = (ref: string, amountMinor: number, isFinal = false): ProviderResult => ({
  ...{ ...byPaypal, step: 'capture', is: 'done', ref, captureRef: ref, amountMinor, isFinal },
})
const released: ProviderResult = { ...byPaypal, step: 'void', is: 'done', ref: 'A-0' }
const refunded = (ref: string, amountMinor: number, captureRef: string): ProviderResult => ({
  ...{ ...byPaypal, step: 'refund', is: 'done', ref, refundId: refundIdOf('paypal', ref) },
  external: { amountMinor, currency: 'GBP', captureRef },
})
const after = (...deeds: readonly Deed[]) => {
  const state = play(deeds)
  expectBooksToAgree(state)
  return state
}
const summaryOf = (...deeds: readonly Deed[]) => {
  const { status, pendingStep, capturedMinor, refundedMinor } = paymentOf(after(...deeds))
  return `${status}/${pendingStep ?? ''} ${capturedMinor} ${refundedMinor}`
}
const told = ({ events }: ReturnType<typeof play>, type: string) =>
  events.filter((one) => one === type).length

describe('a part that was captured on the dashboard', () => {
  it('is booked as that, and the hand-over captures the rest alone', () => {
    const before = after(...held, part('C-1', 200), part('C-1', 200))
    expect(summaryOf(...held, part('C-1', 200))).toBe('authorised/ 200 0')
    expect(told(before, 'captured')).toBe(0)
    expect(restMinor(paymentOf(play([capture], before)))).toBe(300)
    const all = play([capture, part('C-2', 300, true), part('C-1', 200)], before)
    expectBooksToAgree(all)
    expect(paymentOf(all)).toMatchObject({ status: 'captured', capturedMinor: 500 })
    expect(told(all, 'captured')).toBe(1)
  })

  it.each([
    ['it is the last', [part('C-1', 200, true)]],
    ['what is left is released', [part('C-1', 200), released]],
    ['what is left is released, which is told first', [released, part('C-1', 200)]],
    ['it is the last, of a hand-over that waits', [capture, part('C-1', 200, true)]],
  ])('is all that is captured when %s: the rest is due', (_, deeds) => {
    const state = after(...held, ...deeds)
    expect(summaryOf(...held, ...deeds)).toBe('captured/ 200 0')
    expect(isShort(paymentOf(state))).toBe(true)
    expect(
      paymentView(paymentOf(state), { refunds: [], isDue: false, mayAct: false }).captureStatus,
    ).toBe('due')
    expect(told(state, 'captured')).toBe(1)
  })

  it('at Stripe is the last, and no more than it is given back', () => {
    const less = { ...results.captured, amountMinor: 200 }
    expect(summaryOf(...toAuthorised, less)).toBe('captured/ 200 0')
    const whole = { ...refund, amountMinor: 201 } as Command
    expect(after(...toAuthorised, less, whole).events.at(-1)).toBe('refund_refused')
  })

  it('while another one is pending leaves that pending, and the rest is requested once it is settled', () => {
    const pending = { ...part('C-1', 200), is: 'pending', reason: 'slow' } as ProviderResult
    const waiting = [...held, capture, pending, part('C-2', 100)]
    expect(paymentOf(after(...waiting))).toMatchObject({
      ...{
        capturedMinor: 100,
        capturePendingMinor: 200,
        captureRef: 'C-1',
        pendingStep: 'capture',
      },
    })
    expect(paymentOf(after(...waiting, part('C-1', 200), pending))).toMatchObject({
      ...{ capturedMinor: 300, capturePendingMinor: 0, pendingStep: 'capture', attempts: 1 },
    })
  })

  it('in answer to our own request has the rest requested under another key', () => {
    const state = after(...held, capture)
    const payments = new Map([[orderId, { ...paymentOf(state), lease: 'l-1' }]])
    const answered = { ...part('C-1', 200), lease: 'l-1' } as ProviderResult
    expect(paymentOf(play([answered], { ...state, payments }))).toMatchObject({
      ...{ capturedMinor: 200, pendingStep: 'capture', keysUsed: 1, lease: null },
    })
  })
})

describe('what follows a capture proves as much of it, and no more', () => {
  it.each([
    ['a refund', [refunded('re_1', 150, 'C-1')], 'authorised/ 150 150'],
    [
      'two refunds',
      [refunded('re_1', 50, 'C-1'), refunded('re_2', 100, 'C-1')],
      'authorised/ 100 50',
    ],
    [
      'a reversal',
      [
        {
          ...{ ...byPaypal, step: 'reversal', is: 'reversed', ref: 'r', reason: 'x' },
          ...{ captureRef: 'C-1', money: { amountMinor: 150, currency: 'GBP' } },
        } as ProviderResult,
      ],
      'authorised/ 150 0',
    ],
  ])('%s', (_, deeds, before) => {
    expect(summaryOf(...held, ...deeds)).toBe(before)
    const { capturedMinor } = paymentOf(after(...held, ...deeds, part('C-1', 200, true)))
    expect(capturedMinor).toBe(200)
    expect(paymentOf(after(...held, ...deeds, part('C-1', 200), part('C-2', 300)))).toMatchObject({
      ...{ capturedMinor: 500, refundPendingMinor: 0 },
    })
  })
})

describe('a declared capture', () => {
  it.each([
    ['is what the provider captured', [part('C-1', 200, true)], 200],
    ['stays declared in what the provider may still tell', [part('C-1', 200)], 500],
    ['is what the provider captured in parts', [part('C-1', 200), part('C-2', 300)], 500],
    ['ends with what is released', [part('C-1', 200), released], 200],
    ['of the rest ends with what is released', [released, part('C-1', 200)], 200],
  ])('%s', (_, deeds, expected) => {
    const state = after(...held, settlements.captured, ...deeds)
    expect(paymentOf(state).capturedMinor).toBe(expected)
  })

  it('of the rest of a part is booked besides it', () => {
    const declared = [part('C-1', 200), settlements.captured, part('C-2', 300)]
    expect(summaryOf(...held, ...declared)).toBe('captured/ 500 0')
  })

  it('takes the refunds with it that were declared of more', () => {
    const declared = { ...settlements.refunded, amountMinor: 300 }
    const state = after(...held, settlements.captured, declared, part('C-1', 200, true))
    expect(paymentOf(state)).toMatchObject({ capturedMinor: 200, refundedMinor: 0 })
    expect(state.events.at(-1)).toBe('refund_failed')
  })
})

describe('what is declared while the authorisation is renewed', () => {
  const result = { ...byPaypal, step: 'renew' } as const
  const renewed: ProviderResult = { ...result, is: 'done', ref: 'A-1' }
  const notRenewed: ProviderResult = { ...result, is: 'refused', reason: 'not_allowed' }
  const ofNew: ProviderResult = { ...byPaypal, step: 'void', is: 'done', ref: 'A-1' }
  const { captured, declined, givenBack, voided } = settlements

  it.each([
    ['captured stays so, and the renewal ended the one before', [captured, released, renewed], 500],
    ['captured is not, once the new one has ended', [captured, released, renewed, ofNew], 0],
    ['captured is not, as nothing was put in its place', [captured, released, notRenewed], 0],
    ['captured is not, of what was declined and has ended', [declined, released, captured], 0],
    ['given back is not, of what was declined and has ended', [declined, released, givenBack], 0],
    ['given back is not, of what has ended', [released, givenBack], 0],
    [
      'given back is not, of what has ended, was declined and was not renewed',
      [released, declined, notRenewed, givenBack],
      0,
    ],
    [
      'captured is not, of what has ended, was declined and voided',
      [released, declined, voided, captured],
      0,
    ],
    [
      'captured is not, of what was declined, has ended and was voided',
      [declined, released, voided, captured],
      0,
    ],
  ] as const)('as %s', (_, deeds, capturedMinor) => {
    expect(paymentOf(after(...held, renew, ...deeds)).capturedMinor).toBe(capturedMinor)
  })

  it('as declined is over with what has ended', () => {
    const state = after(...held, renew, declined, released, notRenewed)
    expect(paymentOf(state)).toMatchObject({ status: 'voided', pendingStep: null })
  })
})

describe('of captures in parts', () => {
  const parts = [...held, part('C-1', 200), part('C-2', 300)]
  const of = (amountMinor: number, id = 'a') =>
    ({ ...refund, amountMinor, refundId: refundIdOf('paypal', id) }) as Command
  const rows = (...deeds: readonly Deed[]) =>
    refundsOf(after(...parts, ...deeds)).map(({ captureRef = '', amountMinor, status, reason }) =>
      `${captureRef} ${amountMinor} ${status} ${reason ?? ''}`.trim(),
    )

  it('a refund is made of the one that has room for it', () => {
    expect(rows(of(250))).toEqual(['C-2 250 pending'])
    expect(rows(of(200), of(200, 'b'))).toEqual(['C-1 200 pending', 'C-2 200 pending'])
    expect(rows(refunded('re_1', 150, 'C-1'), of(60))).toEqual([
      'C-1 150 refunded refunded_at_provider',
      'C-2 60 pending',
    ])
  })

  it('a refund that none has room for is refused with its reason', () => {
    expect(rows(of(301))).toEqual(['301 refused more_than_each_capture'])
  })

  it('a void gives back one after the other, and is told once all is', () => {
    const first = after(...parts, cancel)
    const givenBack = (ref: string, amountMinor: number) =>
      ({ ...byPaypal, step: 'refund', is: 'done', refundId: orderId, ref, amountMinor }) as const
    const second = play([givenBack('re_1', 200)], first)
    const all = play([givenBack('re_2', 300)], second)
    const pending = (state: ReturnType<typeof play>) =>
      refundsOf(state)
        .filter((one) => one.status === 'pending' && !isRefundPending(one))
        .map(({ captureRef, amountMinor }) => `${captureRef} ${amountMinor}`)
    expect(pending(first)).toEqual(['C-1 200'])
    expect(pending(second)).toEqual(['C-2 300'])
    expect(told(second, 'voided')).toBe(0)
    expectBooksToAgree(all)
    expect(paymentOf(all)).toMatchObject({ status: 'voided', refundedMinor: 500 })
    expect(told(all, 'voided')).toBe(1)
  })

  const { refunded: declared, refundDeclined, captured } = settlements
  const about = { ...byPaypal, step: 'refund', refundId: declared.refundId, ref: 're_1' } as const
  const told100 = { amountMinor: 100, captureRef: 'C-1' } as const
  const madeOfFirst: ProviderResult = { ...about, ...told100, is: 'done' }
  const request = { ...refund, amountMinor: 100 } as Command

  it.each<[string, readonly Deed[]]>([
    [
      'was declared before',
      [...parts, { ...declared, amountMinor: 100 }, refunded('re_1', 100, 'C-1')],
    ],
    [
      'was declared with another amount',
      [...parts, { ...declared, reference: 're_1' }, madeOfFirst],
    ],
    [
      'was declared as declined',
      [...held, captured, request, refundDeclined, ...parts.slice(2), madeOfFirst],
    ],
    [
      'the provider took back and made again',
      [
        ...[...parts, request, madeOfFirst, { ...about, is: 'refused', reason: 'x' } as const],
        { ...madeOfFirst, ref: 're_2' } as ProviderResult,
      ],
    ],
  ])('a void gives back no more than is left of the capture of a refund that %s', (_, deeds) => {
    const state = after(...deeds, cancel)
    expect(paymentOf(state).refundedMinor).toBe(100)
    expect(refundsOf(state).find((one) => one.refundId === orderId)).toMatchObject({
      ...{ captureRef: 'C-1', amountMinor: 100, status: 'pending' },
    })
  })

  it('a void of a part releases the rest, and gives the part back', () => {
    expect(summaryOf(...held, part('C-1', 200), cancel)).toBe('authorised/void 200 0')
    const voided = after(...held, part('C-1', 200), cancel, released)
    expect(paymentOf(voided)).toMatchObject({ status: 'captured', refundPendingMinor: 200 })
    expect(told(voided, 'captured') + told(voided, 'voided')).toBe(0)
  })
})
