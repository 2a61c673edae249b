import type { Account } from './account.ts'

/** A movement on our bank account. */
export interface BankEntry {
  /** The bank's own reference: no two entries have the same. */
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
