import { v5 as uuidv5 } from 'uuid'

/**
 * The chart of accounts. Assets: `receivables` (owed by trade customers), `balance:<provider>` (held for us by a
 * provider), `pending:<provider>` (captures that the provider has not settled), `due:<provider>` (captured money that the
 * provider took back: owed by the customer). `clearing:<provider>`: refunds that the provider has not confirmed; 0 when
 * none is pending. `sales:pending`: income that comes with a pending capture. `disputed:<provider>`: withdrawn until a dispute is
 * closed. `exchange:<provider>`: what the provider converted to another currency, against what it got for it. Liability:
 * `unused:<provider>`, captured of an order that another provider took, until it is given back. `bank`: paid out by the
 * providers, and paid by trade customers. Expense: `fees:<provider>`. Income: `sales`; against it `refunds` and
 * `chargebacks`, the disputes that were lost and what was written off.
 */
export interface Entry {
  readonly account: string
  readonly debitMinor: number
  readonly creditMinor: number
}

export type PostingKind =
  | 'captured'
  | 'refunded'
  | 'refund_begun'
  | 'refund_settled'
  | 'refund_undone'
  | 'refund_failed'
  | 'capture_pending'
  | 'capture_pending_ended'
  | 'capture_reversed'
  | 'capture_undone'
  | 'reversal_disputed'
  | 'reversal_written_off'
  | 'write_off_disputed'
  | 'stray_captured'
  | 'stray_refunded'
  | 'stray_refund_failed'
  | 'dispute_opened'
  | 'dispute_won'
  | 'dispute_lost'
  | 'dispute_reopened'
  | 'provider_fees'
  | 'provider_fees_returned'
  | 'paid_out'
  | 'paid_back'
  | 'converted_to'
  | 'converted_from'
  | 'account_paid'

export interface Posting {
  /** Null: about no single order. */
  readonly orderId: string | null
  readonly kind: PostingKind
  /** The refund, or for a capture the order, and its attempt: the database refuses the same kind and cause twice. */
  readonly cause: string
  readonly currency: string
  readonly entries: readonly Entry[]
}

const accountsOf = (kind: PostingKind, provider: string): { debit: string; credit: string } => {
  const asset = provider === 'account' ? 'receivables' : `balance:${provider}`
  const clearing = `clearing:${provider}`
  switch (kind) {
    case 'captured':
      return { debit: asset, credit: 'sales' }
    case 'refunded':
      return { debit: 'refunds', credit: asset }
    case 'refund_begun':
      return { debit: 'refunds', credit: clearing }
    case 'refund_settled':
      return { debit: clearing, credit: asset }
    case 'refund_undone':
      return { debit: clearing, credit: 'refunds' }
    case 'refund_failed':
      return { debit: asset, credit: 'refunds' }
    case 'capture_pending':
      return { debit: `pending:${provider}`, credit: 'sales:pending' }
    case 'capture_pending_ended':
      return { debit: 'sales:pending', credit: `pending:${provider}` }
    case 'capture_reversed':
      return { debit: `due:${provider}`, credit: asset }
    case 'reversal_disputed':
      return { debit: asset, credit: `due:${provider}` }
    case 'reversal_written_off':
      return { debit: 'chargebacks', credit: `due:${provider}` }
    case 'write_off_disputed':
      return { debit: asset, credit: 'chargebacks' }
    case 'stray_captured':
      return { debit: asset, credit: `unused:${provider}` }
    case 'stray_refunded':
      return { debit: `unused:${provider}`, credit: asset }
    case 'stray_refund_failed':
      return { debit: asset, credit: `unused:${provider}` }
    case 'capture_undone':
      return { debit: 'sales', credit: asset }
    case 'dispute_opened':
      return { debit: `disputed:${provider}`, credit: asset }
    case 'dispute_won':
      return { debit: asset, credit: `disputed:${provider}` }
    case 'dispute_lost':
      return { debit: 'chargebacks', credit: `disputed:${provider}` }
    case 'dispute_reopened':
      return { debit: `disputed:${provider}`, credit: 'chargebacks' }
    case 'provider_fees':
      return { debit: `fees:${provider}`, credit: asset }
    case 'provider_fees_returned':
      return { debit: asset, credit: `fees:${provider}` }
    case 'paid_out':
      return { debit: 'bank', credit: asset }
    case 'paid_back':
      return { debit: asset, credit: 'bank' }
    case 'converted_to':
      return { debit: asset, credit: `exchange:${provider}` }
    case 'converted_from':
      return { debit: `exchange:${provider}`, credit: asset }
    case 'account_paid':
      return { debit: 'bank', credit: asset }
  }
}

export interface Movement {
  readonly orderId: string | null
  readonly provider: string
  readonly currency: string
  readonly amountMinor: number
}

/** The ledger transaction of a step; none when no money moves. */
export function post(kind: PostingKind, movement: Movement, cause: string): Posting[] {
  const { orderId, provider, currency, amountMinor } = movement
  if (amountMinor === 0) return []
  const { debit, credit } = accountsOf(kind, provider)
  const entries = [
    { account: debit, debitMinor: amountMinor, creditMinor: 0 },
    { account: credit, debitMinor: 0, creditMinor: amountMinor },
  ]
  return [{ orderId, kind, cause, currency, entries }]
}

/** The cause of an attempt's postings: the id itself for the first one. */
export const causeOf = (id: string, attempt: number): string =>
  attempt === 0 ? id : uuidv5(String(attempt), id)
