import { expect } from 'vitest'
import { type Change, type PaymentEvent, unchanged } from './change.ts'
import { type Command, decide } from './decide.ts'
import type { Payment, Refund } from './payment.ts'
import { applyProviderResult } from './provider-result.ts'
import { applyOperations, noneTakenBack, type Records } from './records.ts'
import { refundIdOf } from './refund-id.ts'
import { beginRenewal } from './renewal.ts'
import { settle } from './settle.ts'
import type { Settle } from './settlement.ts'
import type { ProviderResult } from './step-result.ts'

export const orderId = '0197a000-0000-7000-8000-000000000001'
export const refundId = '0197a000-0000-7000-8000-0000000000aa'
const base = { orderId, traceparent: null }
const money = { amountMinor: 500, currency: 'GBP' }
export const authorise: Command = {
  ...{ ...base, ...money, type: 'authorise', customerId: 'c-1', method: 'card', token: 'pm' },
}
export const capture: Command = { ...base, type: 'capture' }
export const cancel: Command = { ...base, type: 'void' }
export const refund: Command = {
  ...base,
  type: 'refund',
  refundId,
  amountMinor: 200,
  currency: 'GBP',
}
export const byStripe = { orderId, provider: 'stripe' } as const
export const byPaypal = { orderId, provider: 'paypal' } as const
export const results = {
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
export const settlements = {
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

/** An authorisation is due to be renewed. */
export const renew = { type: 'renew', orderId } as const

export type Deed = Command | Settle | ProviderResult | typeof renew
const isResult = (deed: Deed): deed is ProviderResult => 'is' in deed

const refundOf = (deed: Deed): string | undefined => {
  if (isResult(deed)) return deed.refundId
  if (deed.type === 'settle') return deed.step === 'refund' ? deed.refundId : orderId
  return deed.type === 'refund' ? deed.refundId : undefined
}
const disputeOf = (deed: Deed): string | undefined =>
  isResult(deed) && deed.is === 'disputed' ? deed.report.disputeId : undefined

const applyOf =
  (deed: Deed) =>
  (current: Parameters<typeof decide>[1]): Change => {
    if (isResult(deed)) return applyProviderResult(deed, current.payment, current.refund, current)
    if (deed.type === 'renew')
      return current.payment ? beginRenewal(current.payment) : unchanged(undefined)
    return deed.type === 'settle' ? settle(deed, current) : decide(deed, current)
  }

export interface State extends Records {
  readonly postings: ReturnType<typeof applyOperations>['postings']
  readonly events: readonly string[]
  readonly published: readonly PaymentEvent[]
}
export const empty: State = {
  ...{ payments: new Map(), refunds: new Map(), accounts: new Map(), ...noneTakenBack },
  ...{ postings: [], events: [], published: [] },
}
export function play(deeds: readonly Deed[], from = empty): State {
  let state = from
  for (const deed of deeds) {
    const about = { refundId: refundOf(deed), withRefunds: true, disputeKey: disputeOf(deed) }
    const operation = { orderId, ...about, apply: applyOf(deed) }
    const applied = applyOperations(state, [operation])
    state = {
      ...applied,
      postings: [...state.postings, ...applied.postings],
      events: [...state.events, ...applied.events.map(({ event }) => event.type)],
      published: [...state.published, ...applied.events.map(({ event }) => event)],
    }
  }
  return state
}
export const paymentOf = (state: State) => state.payments.get(orderId) as Payment
export const refundsOf = (state: State): readonly Refund[] => [...state.refunds.values()]
const balance = ({ postings }: State, isOf: (account: string) => boolean) =>
  postings
    .flatMap(({ entries }) => entries)
    .filter(({ account }) => isOf(account))
    .reduce((sum, { debitMinor, creditMinor }) => sum + debitMinor - creditMinor, 0)

/** What I4 of `stoa verify` checks of the ledger and the payment. */
export function expectBooksToAgree(state: State): void {
  const payment = paymentOf(state)
  expect({
    sales: 0 - balance(state, (account) => account === 'sales'),
    refunds: balance(state, (account) => account === 'refunds'),
    clearing: 0 - balance(state, (account) => account.startsWith('clearing:')),
    pending: balance(state, (account) => account.startsWith('pending:')),
    salesPending: 0 - balance(state, (account) => account === 'sales:pending'),
    due: balance(state, (account) => account.startsWith('due:')),
    disputed: balance(state, (account) => account.startsWith('disputed:')),
    chargebacks: balance(state, (account) => account === 'chargebacks'),
  }).toEqual({
    sales: payment.capturedMinor,
    refunds: payment.refundedMinor + payment.refundPendingMinor,
    clearing: payment.refundPendingMinor,
    pending: payment.capturePendingMinor,
    salesPending: payment.capturePendingMinor,
    due: payment.reversedMinor,
    disputed: payment.disputedMinor,
    chargebacks: payment.chargedBackMinor,
  })
  const causes = state.postings.map(({ kind, cause }) => `${kind} ${cause}`)
  expect(new Set(causes).size).toBe(causes.length)
  const refunded = refundsOf(state).filter(({ status }) => status === 'refunded')
  expect(refunded.reduce((sum, one) => sum + one.amountMinor, 0)).toBe(payment.refundedMinor)
}

/** A refund made at the provider, which names it by its own reference alone. */
export const external = (
  ref: string,
  amountMinor: number,
  is: 'done' | 'pending' | 'refused' = 'done',
): ProviderResult => ({
  ...{ ...byStripe, step: 'refund', refundId: refundIdOf('stripe', ref), is, ref, reason: 'no' },
  external: { amountMinor, currency: 'GBP' },
})

export const toAuthorised: Deed[] = [authorise, results.authorised]
export const toCaptured: Deed[] = [...toAuthorised, capture, results.captured]
