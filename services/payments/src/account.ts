export interface Account {
  readonly customerId: string
  readonly creditLimitMinor: number
  /** Authorised and not captured. */
  readonly heldMinor: number
  /** Captured and not paid; negative when the customer is in credit. */
  readonly owedMinor: number
  readonly currency: string
}

/** The reason why the account cannot be charged with this amount; undefined when it can. */
export function creditRefusal(
  account: Account | undefined,
  amountMinor: number,
  currency: string,
): string | undefined {
  if (!account) return 'no_account'
  if (account.currency !== currency) return 'account_currency_differs'
  const used = account.heldMinor + account.owedMinor
  return used + amountMinor > account.creditLimitMinor ? 'credit_limit_exceeded' : undefined
}

/** The reason why an account cannot change to these terms; undefined when it can. */
export function termsRefusal(
  account: Account | undefined,
  terms: { creditLimitMinor: number; currency: string },
): string | undefined {
  const used = account ? account.heldMinor + account.owedMinor : 0
  if (terms.creditLimitMinor < used) return `must be at least the ${used} that are held or owed`
  const isUsed = account && (account.heldMinor !== 0 || account.owedMinor !== 0)
  if (isUsed && account.currency !== terms.currency)
    return `the currency cannot change from ${account.currency} while an amount is held or owed`
  return undefined
}

/** What a trade customer paid. */
export interface AccountPayment {
  readonly paymentId: string
  readonly customerId: string
  readonly amountMinor: number
  readonly currency: string
  readonly reference: string
  /** The day on which the bank received it. */
  readonly paidOn: string
  readonly recordedBy: string
}

/** The reason why a payment cannot be booked to an account; undefined when it can. One of more than is owed is a credit. */
export const paymentRefusal = (
  account: Account,
  { currency }: Pick<AccountPayment, 'currency'>,
): string | undefined =>
  account.currency === currency
    ? undefined
    : `expected ${account.currency}, the currency of the account, found ${currency}`

/** Whether two records are of one payment, whoever recorded it. */
export const samePayment = (one: AccountPayment, other: AccountPayment): boolean =>
  one.customerId === other.customerId &&
  one.amountMinor === other.amountMinor &&
  one.currency === other.currency &&
  one.reference === other.reference &&
  one.paidOn === other.paidOn

export interface StatementEntry {
  readonly at: Date
  readonly type: 'invoice' | 'refund' | 'payment'
  readonly orderId: string | null
  readonly paymentId: string | null
  readonly reference: string | null
  /** Positive when the customer owes more by it. */
  readonly amountMinor: number
}

/** Each entry with what is owed after it. */
export function withBalances(
  openingMinor: number,
  entries: readonly StatementEntry[],
): (StatementEntry & { readonly balanceMinor: number })[] {
  let balanceMinor = openingMinor
  return entries.map((entry) => {
    balanceMinor += entry.amountMinor
    return { ...entry, balanceMinor }
  })
}
