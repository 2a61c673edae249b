import type { Store } from '../state/store.ts'
import type { ObjectRow } from '../state/writer.ts'
import type { Intent, Refund } from './intents.ts'
import { newId } from './view.ts'

/** The object that moved the balance, as `expand[]=data.source` shows it. */
export interface Source {
  readonly id: string
  readonly object: 'charge' | 'refund' | 'dispute' | 'payout'
  readonly payment_intent?: string
  readonly metadata?: Readonly<Record<string, string>>
}

/** A movement of the account's balance, in Stripe's units. */
export interface Transaction {
  readonly id: string
  readonly type: 'charge' | 'refund' | 'refund_failure' | 'adjustment' | 'payout' | 'payout_failure'
  readonly amount: number
  readonly fee: number
  readonly currency: string
  readonly created: number
  readonly source: Source
}

const kind = 'stripe_transaction'

/** What Stripe keeps of a charge: 1.5 % and 20 units. */
export const chargeFee = (amount: number): number => Math.round(amount * 0.015) + 20

export function transactionRow(
  now: () => Date,
  transaction: Omit<Transaction, 'id' | 'created'>,
): ObjectRow {
  const id = newId('txn')
  const created = Math.floor(now().getTime() / 1000)
  return { id, kind, ref: null, body: { id, created, ...transaction } satisfies Transaction }
}

export const chargeRow = (now: () => Date, intent: Intent): ObjectRow =>
  transactionRow(now, {
    type: 'charge',
    ...{ amount: intent.received, fee: chargeFee(intent.received), currency: intent.currency },
    source: {
      ...{ id: intent.chargeId, object: 'charge' },
      ...{ payment_intent: intent.id, metadata: intent.metadata },
    },
  })

/** A refund, or the return of one that failed after it was made. */
export function refundRow(now: () => Date, refund: Refund, failed = false): ObjectRow {
  const { id, intentId, currency, metadata } = refund
  return transactionRow(now, {
    type: failed ? 'refund_failure' : 'refund',
    ...{ amount: failed ? refund.amount : -refund.amount, fee: 0, currency },
    source: { id, object: 'refund', payment_intent: intentId, metadata },
  })
}

export interface Wanted {
  readonly sinceMs?: number
  readonly beforeMs?: number | undefined
  /** The id of the last one that was read. */
  readonly startingAfter?: string | undefined
  readonly limit?: number
}

const idAt = (ms: number): string => `txn_${ms.toString(16)}`

/** The movements of a time, the newest first, from those that are older than `startingAfter`. */
export const readTransactions = (
  store: Store,
  { sinceMs = 0, beforeMs, startingAfter, limit }: Wanted = {},
): Promise<Transaction[]> =>
  store.range<Transaction>(kind, {
    from: idAt(sinceMs),
    before: startingAfter ?? (beforeMs === undefined ? 'txn_g' : idAt(beforeMs)),
    ...(limit !== undefined && { limit }),
    newestFirst: true,
  })
