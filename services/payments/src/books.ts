import type { Account } from './account.ts'
import type { Change, Said } from './change.ts'
import type { Standing } from './decide.ts'
import type { Posting } from './ledger.ts'
import type { Payment, Refund } from './payment.ts'

export interface Books {
  readonly payments: ReadonlyMap<string, Payment>
  readonly refunds: ReadonlyMap<string, Refund>
  readonly accounts: ReadonlyMap<string, Account>
}

export interface Entry {
  readonly orderId: string
  readonly refundId?: string | undefined
  /** Whose account an authorisation is charged to. */
  readonly customerId?: string | undefined
  readonly traceparent?: string | null | undefined
  readonly change: (standing: Standing) => Change
}

export interface Statement {
  readonly orderId: string
  readonly traceparent: string | undefined
  readonly said: Said
}

export interface Kept extends Books {
  readonly postings: readonly Posting[]
  readonly said: readonly Statement[]
}

const withBalance = (account: Account, change: Change): Account => ({
  ...account,
  heldMinor: account.heldMinor + change.heldMinor,
  owedMinor: account.owedMinor + change.owedMinor,
})

/** Applies the entries one after the other, each to what the ones before it left. */
export function keepBooks(books: Books, entries: readonly Entry[]): Kept {
  const payments = new Map(books.payments)
  const refunds = new Map(books.refunds)
  const accounts = new Map(books.accounts)
  const postings: Posting[] = []
  const said: Statement[] = []
  for (const { orderId, refundId, customerId, traceparent, change: decide } of entries) {
    const payment = payments.get(orderId)
    const owner = payment?.customerId ?? customerId
    const account = owner === undefined ? undefined : accounts.get(owner)
    const refund = refundId === undefined ? undefined : refunds.get(refundId)
    const change = decide({ payment, refund, account })
    if (change.payment) payments.set(orderId, change.payment)
    for (const made of change.refunds) refunds.set(made.refundId, made)
    if (account && (change.heldMinor !== 0 || change.owedMinor !== 0))
      accounts.set(account.customerId, withBalance(account, change))
    for (const posting of change.postings) postings.push(posting)
    const trace = traceparent ?? change.payment?.traceparent ?? undefined
    for (const one of change.said) said.push({ orderId, traceparent: trace, said: one })
  }
  return { payments, refunds, accounts, postings, said }
}
