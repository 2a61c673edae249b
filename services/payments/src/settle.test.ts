import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Change } from './change.ts'
import { type Command, decide } from './decide.ts'
import type { Payment, Refund } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import { applyOperations, type Records } from './records.ts'
import { type Settle, settle } from './settle.ts'
import type { ProviderResult } from './step-result.ts'

const orderId = '0197a000-0000-7000-8000-000000000001'
const refundId = '0197a000-0000-7000-8000-0000000000aa'
const base = { orderId, traceparent: null }
const money = { amountMinor: 500, currency: 'GBP' }
const authorise: Command = {
  ...{ ...base, ...money, type: 'authorise', customerId: 'c-1', method: 'card', token: 'pm' },
}
const capture: Command = { ...base, type: 'capture' }
const cancel: Command = { ...base, type: 'void' }
const refund: Command = { ...base, type: 'refund', refundId, amountMinor: 200, currency: 'GBP' }
const byStripe = { orderId, provider: 'stripe' } as const
const results = {
  authorised: { ...byStripe, step: 'authorise', is: 'done', ref: 'pi_1' },
  captured: { ...byStripe, step: 'capture', is: 'done', ref: 'pi_1' },
  capturePending: { ...byStripe, step: 'capture', is: 'pending', ref: 'pi_1', reason: 'slow' },
  captureRefused: { ...byStripe, step: 'capture', is: 'refused', reason: 'no', ref: 'pi_1' },
  voided: { ...byStripe, step: 'void', is: 'done', ref: 'pi_1' },
  refunded: { ...byStripe, step: 'refund', refundId, is: 'done', ref: 're_1' },
  refundPending: { ...byStripe, step: 'refund', refundId, is: 'pending', ref: 're_1', reason: 'x' },
  refundRefused: {
    ...byStripe,
    step: 'refund',
    refundId,
    is: 'refused',
    reason: 'no',
    ref: 're_1',
  },
  voidRefunded: { ...byStripe, step: 'refund', refundId: orderId, is: 'done', ref: 're_2' },
} as const satisfies Record<string, ProviderResult>
const settlements = {
  voided: { ...base, type: 'settle', step: 'money', outcome: 'voided' },
  givenBack: { ...base, type: 'settle', step: 'money', outcome: 'refunded', reference: 're_9' },
  captured: { ...base, type: 'settle', step: 'capture', outcome: 'captured', reference: 'ch_9' },
  declined: { ...base, type: 'settle', step: 'capture', outcome: 'declined' },
  refunded: {
    ...{ ...base, type: 'settle', step: 'refund', outcome: 'refunded', reference: 're_9' },
    ...{ refundId, amountMinor: 200, currency: 'GBP' },
  },
  refundDeclined: {
    ...{ ...base, type: 'settle', step: 'refund', outcome: 'declined' },
    ...{ refundId, amountMinor: 200, currency: 'GBP' },
  },
} as const satisfies Record<string, Settle>

type Deed = Command | Settle | ProviderResult
const isResult = (deed: Deed): deed is ProviderResult => 'is' in deed

const refundOf = (deed: Deed): string | undefined => {
  if (isResult(deed)) return deed.refundId
  if (deed.type === 'settle') return deed.step === 'refund' ? deed.refundId : orderId
  return deed.type === 'refund' ? deed.refundId : undefined
}
const applyOf =
  (deed: Deed) =>
  (current: Parameters<typeof decide>[1]): Change => {
    if (isResult(deed)) return applyProviderResult(deed, current.payment, current.refund)
    return deed.type === 'settle' ? settle(deed, current) : decide(deed, current)
  }

interface State extends Records {
  readonly postings: ReturnType<typeof applyOperations>['postings']
  readonly events: readonly string[]
}
const empty: State = {
  ...{ payments: new Map(), refunds: new Map(), accounts: new Map(), disputes: new Map() },
  ...{ postings: [], events: [] },
}
function play(deeds: readonly Deed[], from = empty): State {
  let state = from
  for (const deed of deeds) {
    const operation = { orderId, refundId: refundOf(deed), apply: applyOf(deed) }
    const applied = applyOperations(state, [operation])
    state = {
      ...applied,
      postings: [...state.postings, ...applied.postings],
      events: [...state.events, ...applied.events.map(({ event }) => event.type)],
    }
  }
  return state
}
const paymentOf = (state: State) => state.payments.get(orderId) as Payment
const refundsOf = (state: State): readonly Refund[] => [...state.refunds.values()]
const balance = ({ postings }: State, isOf: (account: string) => boolean) =>
  postings
    .flatMap(({ entries }) => entries)
    .filter(({ account }) => isOf(account))
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0)

/** What I4 of `stoa verify` checks of the ledger and the payment. */
function expectBooksToAgree(state: State): void {
  const payment = paymentOf(state)
  expect({
    sales: 0 - balance(state, (account) => account === 'sales'),
    refunds: balance(state, (account) => account === 'refunds'),
    clearing: 0 - balance(state, (account) => account.startsWith('clearing:')),
    pending: balance(state, (account) => account === 'pending:stripe'),
    salesPending: 0 - balance(state, (account) => account === 'sales:pending'),
  }).toEqual({
    sales: payment.capturedMinor,
    refunds: payment.refundedMinor + payment.refundPendingMinor,
    clearing: payment.refundPendingMinor,
    pending: payment.capturePendingMinor,
    salesPending: payment.capturePendingMinor,
  })
  const causes = state.postings.map(({ kind, cause }) => `${kind} ${cause}`)
  expect(new Set(causes).size).toBe(causes.length)
  const refunded = refundsOf(state).filter(({ status }) => status === 'refunded')
  expect(refunded.reduce((sum, one) => sum + one.amountMinor, 0)).toBe(payment.refundedMinor)
}

const toAuthorised: Deed[] = [authorise, results.authorised]
const toCaptured: Deed[] = [...toAuthorised, capture, results.captured]

describe('a payment that was settled', () => {
  it.each([
    ['voided while it is authorised', [...toAuthorised, cancel], 'voided', 'voided', 0, 0],
    [
      'voided while its capture is pending',
      [...toAuthorised, capture, results.capturePending, cancel],
      'voided',
      'voided',
      0,
      0,
    ],
    ['refunded at the provider', [...toAuthorised, cancel], 'givenBack', 'voided', 500, 500],
    [
      'refunded while our refund is under way',
      [...toCaptured, cancel],
      'givenBack',
      'voided',
      500,
      500,
    ],
    ['captured', [...toAuthorised, capture], 'captured', 'captured', 500, 0],
    [
      'captured after it was pending',
      [...toAuthorised, capture, results.capturePending],
      'captured',
      'captured',
      500,
      0,
    ],
    [
      'declined',
      [...toAuthorised, capture, results.capturePending],
      'declined',
      'authorised',
      0,
      0,
    ],
    ['with a refund that never came here', toCaptured, 'refunded', 'captured', 500, 200],
    [
      'with a pending refund that was made',
      [...toCaptured, refund, results.refundPending],
      'refunded',
      'captured',
      500,
      200,
    ],
    [
      'with a pending refund that was not made',
      [...toCaptured, refund],
      'refundDeclined',
      'captured',
      500,
      0,
    ],
  ] as const)('%s', (_, before, name, status, capturedMinor, refundedMinor) => {
    const state = play([...before, settlements[name], settlements[name]])
    expectBooksToAgree(state)
    expect(paymentOf(state)).toMatchObject({
      ...{ status, capturedMinor, refundedMinor, pendingStep: null },
      ...{ refundPendingMinor: 0, capturePendingMinor: 0 },
    })
  })

  it.each([
    ['a capture', [...toAuthorised, capture], 'declined', results.captured, 'captured'],
    ['a refund', [...toCaptured, refund], 'refundDeclined', results.refunded, 'refunded'],
  ] as const)(
    'as declined books %s that the provider made after all',
    (_, before, name, late, event) => {
      const state = play([...before, settlements[name], late])
      expectBooksToAgree(state)
      expect(state.events.at(-1)).toBe(event)
    },
  )

  it('as declined tells the order again of what the provider had confirmed', () => {
    expect(play([...toCaptured, settlements.declined]).events.at(-1)).toBe('captured')
  })
})

it('after any settlement at any moment the ledger agrees with the payment, also when late results arrive', () => {
  const deeds: Deed[] = [capture, cancel, refund, ...Object.values(results)]
  const stories = fc.array(fc.constantFrom(...deeds, ...Object.values(settlements)), {
    maxLength: 14,
  })
  fc.assert(
    fc.property(stories, (story) => expectBooksToAgree(play([authorise, ...story]))),
    { numRuns: 2_000 },
  )
})
