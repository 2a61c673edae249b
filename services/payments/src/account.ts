export interface Account {
  readonly customerId: string
  readonly creditLimitMinor: number
  /** Authorised and not captured. */
  readonly heldMinor: number
  /** Captured and not paid. */
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
  if (account && used > 0 && account.currency !== terms.currency)
    return `the currency cannot change from ${account.currency} while an amount is held or owed`
  return undefined
}
