import type { Cause } from '@stoa/events'
import type { Account } from './account.ts'
import type { Change, PaymentEvent } from './change.ts'
import type { CurrentState } from './decide.ts'
import type { Dispute } from './dispute.ts'
import type { Posting } from './ledger.ts'
import type { Payment, Refund } from './payment.ts'
import { type Reversal, reversalKey } from './reversal.ts'

/** Payments, refunds and accounts that one transaction has locked, by their ids. */
export interface Records {
  readonly payments: ReadonlyMap<string, Payment>
  readonly refunds: ReadonlyMap<string, Refund>
  readonly accounts: ReadonlyMap<string, Account>
  readonly disputes: ReadonlyMap<string, Dispute>
  readonly reversals: ReadonlyMap<string, Reversal>
}

/** For what is about neither disputes nor reversals. */
export const noneTakenBack: Pick<Records, 'disputes' | 'reversals'> = {
  ...{ disputes: new Map(), reversals: new Map() },
}

/** A command or a provider's result, with the ids of the records that it may change. */
export interface Operation {
  readonly orderId: string
  readonly refundId?: string | undefined
  /** Whether it may be about any refund of the payment. */
  readonly withRefunds?: boolean
  /** The key of a dispute in the records. */
  readonly disputeKey?: string | undefined
  /** The customer whose account an authorisation is charged to. */
  readonly customerId?: string | undefined
  /** Of a command. */
  readonly traceparent?: string | null | undefined
  /** For what a provider reports by itself: the webhook's trace, absent when it was found in the provider's list. */
  readonly reported?: { readonly traceparent: string | undefined }
  readonly apply: (current: CurrentState) => Change
}

export interface EventToPublish {
  readonly orderId: string
  readonly cause: Cause | undefined
  readonly event: PaymentEvent
}

/** The records that an operation found, as the ones before it left them. */
export type Found = Pick<CurrentState, 'payment' | 'refund'>

export interface Applied extends Records {
  /** What each operation found. */
  readonly found: readonly Found[]
  readonly postings: readonly Posting[]
  readonly events: readonly EventToPublish[]
  /** The payments that were authorised, as they were then. */
  readonly authorised: readonly Payment[]
}

const withBalance = (account: Account, change: Change): Account => ({
  ...account,
  heldMinor: account.heldMinor + change.heldMinor,
  owedMinor: account.owedMinor + change.owedMinor,
})

/**
 * What a provider reports by itself is a trace of its own, linked to the order's; a reply to a command or to our request belongs to
 * theirs.
 */
function causeOf(
  { traceparent, reported }: Operation,
  refund: Refund | undefined,
  payment: Payment | undefined,
): Cause | undefined {
  const own = traceparent ?? refund?.traceparent ?? payment?.traceparent
  const { orderTraceparent } = payment ?? {}
  return reported ? { linkedTo: [orderTraceparent, own, reported.traceparent] } : (own ?? undefined)
}

const of = <One extends { readonly orderId: string }>(
  all: ReadonlyMap<string, One>,
  orderId: string,
): One[] => [...all.values()].filter((one) => one.orderId === orderId)

/** Applies the operations one after the other, each to the records that the ones before it left. */
export function applyOperations(records: Records, operations: readonly Operation[]): Applied {
  const payments = new Map(records.payments)
  const refunds = new Map(records.refunds)
  const accounts = new Map(records.accounts)
  const disputes = new Map(records.disputes)
  const reversals = new Map(records.reversals)
  const found: Found[] = []
  const postings: Posting[] = []
  const events: EventToPublish[] = []
  const authorised: Payment[] = []
  for (const operation of operations) {
    const { orderId, refundId, customerId, disputeKey, withRefunds, apply } = operation
    const payment = payments.get(orderId)
    const owner = payment?.customerId ?? customerId
    const account = owner === undefined ? undefined : accounts.get(owner)
    const refund = refundId === undefined ? undefined : refunds.get(refundId)
    const dispute = disputeKey === undefined ? undefined : disputes.get(disputeKey)
    found.push({ payment, refund })
    const change = apply({
      ...{ payment, refund, account, dispute },
      refunds: withRefunds ? of(refunds, orderId) : [],
      ...{ disputes: of(disputes, orderId), reversals: of(reversals, orderId) },
    })
    if (change.payment) payments.set(orderId, change.payment)
    if (change.payment?.status === 'authorised' && payment?.status !== 'authorised')
      authorised.push(change.payment)
    for (const made of change.refunds) refunds.set(made.refundId, made)
    for (const one of change.reversals) reversals.set(reversalKey(one), one)
    for (const one of change.disputes) disputes.set(disputeKey ?? one.disputeId, one)
    if (account && (change.heldMinor !== 0 || change.owedMinor !== 0))
      accounts.set(account.customerId, withBalance(account, change))
    for (const posting of change.postings) postings.push(posting)
    const cause = causeOf(operation, refund, change.payment)
    for (const event of change.events) events.push({ orderId, cause, event })
  }
  return { found, payments, refunds, accounts, disputes, reversals, postings, events, authorised }
}
