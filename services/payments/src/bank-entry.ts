import type { Account, AccountPayment } from './account.ts'

/** A movement on our bank account. */
export interface BankEntry {
  /** The bank's own reference. */
  readonly entryReference: string
  /** The day on which the bank booked it. */
  readonly bookedOn: string
  /** Positive when we received it. */
  readonly amountMinor: number
  readonly currency: string
  /** What the sender wrote. */
  readonly remittance: string
}

export const unmatchedReasons = [
  'not_received',
  'no_account',
  'several_accounts',
  'currency_differs',
  'reference_used',
] as const
export type UnmatchedReason = (typeof unmatchedReasons)[number]

export interface UnmatchedEntry extends BankEntry {
  readonly reason: UnmatchedReason
}

/** An entry that was not booked at first. */
export interface KeptEntry extends UnmatchedEntry {
  /** Null while it is on the list; `closed`: finance took it off without booking it. */
  readonly settled: 'booked' | 'closed' | null
}

/** The words of a remittance that may be the id of a customer or of an order. */
export const wordsOf = ({ remittance }: BankEntry): string[] => [
  ...new Set(remittance.split(/[\s,;]+/).filter((word) => word !== '')),
]

/** The account that an entry pays, or why there is none. `named` are the accounts that its remittance names. */
export function accountOf(entry: BankEntry, named: readonly Account[]): Account | UnmatchedReason {
  if (entry.amountMinor <= 0) return 'not_received'
  const [account, another] = named
  if (!account) return 'no_account'
  if (another) return 'several_accounts'
  return account.currency === entry.currency ? account : 'currency_differs'
}

/** What makes a movement one of its own: a bank may use a reference again. */
export const movementKey = (entry: Omit<BankEntry, 'remittance'>): string =>
  `${entry.entryReference} ${entry.bookedOn} ${entry.amountMinor} ${entry.currency}`

/**
 * Whether the payment under an entry's reference is that entry: it was booked from a file, or finance recorded it, in words of its own
 * and maybe to another account than `named`.
 */
export function isBookedAs(
  entry: BankEntry,
  payment: AccountPayment,
  named: Account | UnmatchedReason,
): boolean {
  if (payment.amountMinor !== entry.amountMinor || payment.currency !== entry.currency) return false
  if (payment.paidOn !== entry.bookedOn) return false
  const isOfAnother = typeof named !== 'string' && named.customerId !== payment.customerId
  return payment.reference === entry.remittance || !isOfAnother
}
