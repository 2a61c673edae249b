import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { paypalResult } from './clients/paypal-webhook.ts'
import { stripeResult } from './clients/stripe-webhook.ts'
import type { ProviderResult } from './step-result.ts'
import {
  authorise,
  byPaypal,
  capture,
  type Deed,
  expectBooksToAgree,
  orderId,
  paymentOf,
  play,
  type State,
  toCaptured,
} from './testing-settled.ts'

/** An event of Stripe's: the status, how many balance transactions the dispute has, and the second in which it was written. */
const stripe = (status: string, movements: number, told_at: number, more: object = {}) => {
  const reported = stripeResult('charge.dispute.updated', {
    ...{ id: 'dp_1', amount: 300, currency: 'gbp', payment_intent: 'pi_1', reason: 'fraudulent' },
    balance_transactions: Array.from({ length: movements }, () => ({})),
    ...{ status, told_at, ...more },
  })
  return (reported as { of: (orderId: string) => ProviderResult }).of(orderId)
}

const toCapturedAtPaypal: Deed[] = [
  { ...authorise, method: 'paypal' } as Deed,
  { ...byPaypal, step: 'authorise', is: 'done', ref: 'A-1' },
  capture,
  { ...byPaypal, step: 'capture', is: 'done', ref: 'C-1', captureRef: 'C-1', amountMinor: 500 },
]
const paypal = (status: string, second: number, more: object = {}) =>
  paypalResult('CUSTOMER.DISPUTE.UPDATED', {
    ...{ dispute_id: 'PP-1', disputed_transactions: [{ custom: orderId }], status },
    ...{ dispute_amount: { currency_code: 'GBP', value: '3.00' }, reason: 'UNAUTHORISED' },
    dispute_life_cycle_stage: 'CHARGEBACK',
    ...{ update_time: new Date(second * 1000).toISOString(), ...more },
  }) as ProviderResult
const forBuyer = { dispute_outcome: { outcome_code: 'RESOLVED_BUYER_FAVOUR' } }
const inPart = {
  dispute_outcome: {
    ...forBuyer.dispute_outcome,
    amount_refunded: { currency_code: 'GBP', value: '1.00' },
  },
}
const forSeller = { dispute_outcome: { outcome_code: 'RESOLVED_SELLER_FAVOUR' } }

const balanceOf = ({ postings }: State) =>
  postings
    .flatMap(({ entries }) => entries)
    .filter(({ account }) => account.startsWith('balance:'))
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0)

function ends(before: readonly Deed[], told: readonly Deed[]) {
  let state = play(before)
  for (const deed of told) {
    state = play([deed], state)
    expectBooksToAgree(state)
  }
  const { disputedMinor, chargedBackMinor } = paymentOf(state)
  const status = [...state.disputes.values()].map((one) => one.status).join()
  return `${status}: balance ${balanceOf(state)}, disputed ${disputedMinor}, lost ${chargedBackMinor}`
}

const won = 'won: balance 500, disputed 0, lost 0'
const lost = 'lost: balance 200, disputed 0, lost 300'
/** Events in the order in which the provider wrote them, and what they end in. */
const grid: [string, ProviderResult[], string][] = [
  [
    'Stripe: lost, and won on appeal',
    [
      ...[stripe('needs_response', 1, 1), stripe('lost', 1, 2)],
      ...[stripe('appeal_needs_response', 1, 3), stripe('appeal_under_review', 1, 4)],
      ...[stripe('won', 1, 5), stripe('won', 2, 5)],
    ],
    won,
  ],
  [
    'Stripe: lost, and lost on appeal',
    [
      ...[stripe('needs_response', 1, 1), stripe('lost', 1, 2)],
      ...[stripe('appeal_under_review', 1, 3), stripe('lost', 1, 4)],
    ],
    lost,
  ],
  [
    'Stripe: an inquiry that was closed, and is a chargeback after all',
    [
      ...[stripe('warning_needs_response', 0, 1), stripe('warning_closed', 0, 2)],
      ...[stripe('needs_response', 1, 3), stripe('lost', 1, 4)],
    ],
    lost,
  ],
  [
    'Stripe: won, and lost on the appeal of the other side',
    [stripe('needs_response', 1, 1), stripe('won', 2, 2), stripe('lost', 3, 3)],
    lost,
  ],
  [
    'Stripe: lost, appealed, and not decided',
    [stripe('needs_response', 1, 1), stripe('lost', 1, 2), stripe('appeal_under_review', 1, 3)],
    'open: balance 200, disputed 300, lost 0',
  ],
  [
    'Stripe: an inquiry whose amount is corrected when the money is withdrawn',
    [
      ...[stripe('warning_needs_response', 0, 1), stripe('needs_response', 1, 2, { amount: 200 })],
      stripe('lost', 1, 3, { amount: 200 }),
    ],
    'lost: balance 300, disputed 0, lost 200',
  ],
  [
    'Stripe: more than was captured',
    [stripe('needs_response', 1, 1, { amount: 510 }), stripe('lost', 1, 2, { amount: 510 })],
    'lost: balance -10, disputed 0, lost 510',
  ],
  [
    'PayPal: lost, and won on appeal',
    [
      ...[paypal('OPEN', 1), paypal('RESOLVED', 2, forBuyer)],
      ...[paypal('UNDER_REVIEW', 3), paypal('RESOLVED', 4, forSeller)],
    ],
    won,
  ],
  [
    'PayPal: lost in part, and won on appeal',
    [
      ...[paypal('OPEN', 1), paypal('RESOLVED', 2, inPart)],
      ...[paypal('UNDER_REVIEW', 3), paypal('RESOLVED', 4, forSeller)],
    ],
    won,
  ],
  [
    'PayPal: lost in part, appealed, and not decided',
    [paypal('OPEN', 1), paypal('RESOLVED', 2, inPart), paypal('UNDER_REVIEW', 3)],
    'open: balance 400, disputed 100, lost 0',
  ],
  [
    'PayPal: won, and lost on appeal',
    [
      ...[paypal('OPEN', 1), paypal('RESOLVED', 2, forSeller)],
      ...[paypal('UNDER_REVIEW', 3), paypal('RESOLVED', 4, forBuyer)],
    ],
    lost,
  ],
]

describe.each(grid)('%s', (_, events, end) => {
  const before = events[0]?.provider === 'stripe' ? toCaptured : toCapturedAtPaypal
  it('is booked as it ended', () => {
    expect(ends(before, events)).toBe(end)
  })
  it('is booked the same with its events in any order, also doubled', () => {
    const twice = [...events, ...events]
    const shuffled = fc.shuffledSubarray(twice, { minLength: twice.length })
    fc.assert(
      fc.property(shuffled, (told) => {
        expect(ends(before, told)).toBe(end)
      }),
    )
  })
})

it('tells of a dispute that is opened again, and of the money that is returned', () => {
  const events = grid[0]?.[1] ?? []
  const { events: told, published } = play([...toCaptured, ...events])
  expect(told.slice(2)).toEqual([
    ...['dispute_opened', 'capture_reversed', 'dispute_lost'],
    ...['dispute_opened', 'dispute_won', 'capture_restored'],
  ])
  expect(published.at(-1)).toMatchObject({ amountMinor: 300 })
})

it('proves no more of a capture than the payment', () => {
  const told = [stripe('needs_response', 1, 1, { amount: 510 })]
  expect(paymentOf(play([...toCaptured, ...told]))).toMatchObject({ capturedMinor: 500 })
  const before = toCaptured.slice(0, 2)
  expect(paymentOf(play([...before, ...told]))).toMatchObject({ capturedMinor: 500 })
})

describe('the reason of a dispute, and when it has to be answered', () => {
  const due = (at: number) => ({ seller_response_due_date: new Date(at * 1000).toISOString() })
  const known = (told: readonly Deed[]) => {
    const [dispute] = play([...toCapturedAtPaypal, ...told]).disputes.values()
    return [dispute?.reason, dispute?.respondBy?.getTime()]
  }
  const [opened, asked, escalated] = [
    paypal('OPEN', 1, { dispute_life_cycle_stage: 'INQUIRY', reason: 'OTHER' }),
    paypal('WAITING_FOR_SELLER_RESPONSE', 2, due(50)),
    paypal('WAITING_FOR_SELLER_RESPONSE', 3, due(70)),
  ]
  it.each([
    ['the first', [opened], ['other', undefined]],
    ['the next', [opened, asked], ['unauthorised', 50_000]],
    ['the newest', [opened, asked, escalated], ['unauthorised', 70_000]],
    ['not an older one that comes late', [escalated, asked, opened], ['unauthorised', 70_000]],
  ])('are those of %s', (_, told, expected) => {
    expect(known(told)).toEqual(expected)
  })
  it('are those of an appeal', () => {
    const respond = { evidence_details: { due_by: 90 } }
    const told = [stripe('lost', 1, 2), stripe('appeal_needs_response', 1, 3, respond)]
    const [dispute] = play([...toCaptured, ...told]).disputes.values()
    expect(dispute).toMatchObject({ status: 'open', respondBy: new Date(90_000) })
  })
})
