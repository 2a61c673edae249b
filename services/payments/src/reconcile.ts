import type { Provider } from './payment.ts'

/** A movement of a provider's balance, as the provider lists it. */
export interface StatementLine {
  readonly transactionId: string
  /**
   * `payment`: of an order's money; `payout`: to or from the bank; `fee`: kept or returned; `conversion`: from or to another
   * currency; `other`: not known here.
   */
  readonly kind: 'payment' | 'payout' | 'fee' | 'conversion' | 'other'
  readonly orderId?: string | undefined
  /** The provider's reference of the payment, where it does not name the order. */
  readonly paymentRef?: string | undefined
  readonly ofDispute: boolean
  /** Negative when it leaves the balance, without the fee. */
  readonly amountMinor: number
  /** Kept by the provider; negative when it returns it. */
  readonly feeMinor: number
  readonly currency: string
  readonly at: Date
}

/** Why ledger and provider differ. The first three explain a difference; it is expected to go away, or cannot be judged. */
export const reasons = {
  in_transit: true,
  refund_pending: true,
  before_statements: true,
  not_in_ledger: false,
  not_at_provider: false,
  amount_differs: false,
  unknown_payment: false,
  unknown_kind: false,
} as const
export type Reason = keyof typeof reasons

/** The sums of one subject that differ: an order, a line about no order, or all payouts, fees or conversions. */
export interface Compared {
  readonly provider: Provider
  readonly subject: string
  readonly kind: StatementLine['kind']
  readonly ofOrder: boolean
  readonly currency: string
  readonly ledgerMinor: number
  readonly providerMinor: number
  /** Refunds of it that the provider has not confirmed. */
  readonly refundPendingMinor: number
  readonly bookedBeforeStatements: boolean
  /** Whether its last movement is so recent that the other side may not have it yet. */
  readonly recent: boolean
}

export interface Difference {
  readonly provider: Provider
  readonly subject: string
  readonly currency: string
  readonly reason: Reason
  readonly explained: boolean
  readonly ledgerMinor: number
  readonly providerMinor: number
}

function reasonOf(one: Compared): Reason {
  const { ledgerMinor, providerMinor, refundPendingMinor } = one
  if (one.bookedBeforeStatements) return 'before_statements'
  // A provider may withdraw a refund when it takes it on, and confirm it later.
  if (ledgerMinor - refundPendingMinor === providerMinor) return 'refund_pending'
  if (one.recent) return 'in_transit'
  if (one.kind === 'other') return 'unknown_kind'
  if (one.kind === 'payment' && !one.ofOrder) return 'unknown_payment'
  if (ledgerMinor === 0) return 'not_in_ledger'
  return providerMinor === 0 ? 'not_at_provider' : 'amount_differs'
}

/** Files each difference under its reason. */
export const fileDifferences = (compared: readonly Compared[]): Difference[] =>
  compared.map((one) => {
    const { provider, subject, currency, ledgerMinor, providerMinor } = one
    const reason = reasonOf(one)
    return {
      ...{ provider, subject, currency, reason, ledgerMinor, providerMinor },
      explained: reasons[reason],
    }
  })
