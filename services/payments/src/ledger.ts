/**
 * The chart of accounts. Assets: `receivables` (trade customers owe it), `balance:<provider>` (a provider
 * holds it for us). `clearing:<provider>`: on its way back to a shopper; 0 when all is done. Income: `sales`;
 * against it `refunds`.
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

export interface Posting {
  readonly orderId: string
  readonly kind: PostingKind
  /** The refund, or for a capture the order: no cause is booked twice under one kind. */
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
  }
}

export interface Booked {
  readonly orderId: string
  readonly provider: string
  readonly currency: string
  readonly amountMinor: number
}

/** What a step books; nothing when no money moves. */
export function post(kind: PostingKind, booked: Booked, cause = booked.orderId): Posting[] {
  const { orderId, provider, currency, amountMinor } = booked
  if (amountMinor === 0) return []
  const { debit, credit } = accountsOf(kind, provider)
  const entries = [
    { account: debit, debitMinor: amountMinor, creditMinor: 0 },
    { account: credit, debitMinor: 0, creditMinor: amountMinor },
  ]
  return [{ orderId, kind, cause, currency, entries }]
}
