import { randomUUID } from 'node:crypto'
import type { Store } from '../state/store.ts'
import type { ObjectRow } from '../state/writer.ts'
import { type Amount, amountLike, milliOf } from './amount.ts'
import type { Captured, Order, Refund } from './orders.ts'

/**
 * PayPal's codes of what moved the balance: a payment, a refund, the return of a refund, a reversal, a chargeback, its reversal and
 * its fee, and a withdrawal to the bank.
 */
export type EventCode =
  | 'T0006'
  | 'T1107'
  | 'T1100'
  | 'T1106'
  | 'T1201'
  | 'T1202'
  | 'T0106'
  | 'T0400'

/** A movement of the account's balance, as the transaction search shows it. */
export interface Transaction {
  readonly transaction_id: string
  readonly paypal_reference_id?: string
  readonly paypal_reference_id_type?: 'TXN'
  readonly transaction_event_code: EventCode
  readonly transaction_initiation_date: string
  readonly transaction_updated_date: string
  readonly transaction_amount: Amount
  readonly fee_amount?: Amount
  readonly transaction_status: 'S'
  readonly custom_field?: string
}

const kind = 'paypal_transaction'

/** What PayPal keeps of a payment, in thousandths: 2.9 % and 0.30. */
export const paymentFeeMilli = (milli: number): number => Math.round(milli * 0.0029) * 10 + 300

interface Movement {
  readonly id: string
  readonly code: EventCode
  readonly like: Amount
  readonly milli: number
  readonly feeMilli?: number
  readonly captureId?: string
  readonly customId?: string | null
}

export function transactionRow(now: () => Date, movement: Movement): ObjectRow {
  const { id, code, like, milli, feeMilli, captureId, customId } = movement
  const at = now()
  const transaction: Transaction = {
    transaction_id: id,
    ...(captureId && { paypal_reference_id: captureId, paypal_reference_id_type: 'TXN' }),
    transaction_event_code: code,
    transaction_initiation_date: at.toISOString(),
    transaction_updated_date: at.toISOString(),
    transaction_amount: amountLike(like, milli),
    ...(feeMilli && { fee_amount: amountLike(like, -feeMilli) }),
    transaction_status: 'S',
    ...(customId && { custom_field: customId }),
  }
  const key = `ptx_${at.getTime().toString(16)}${randomUUID().slice(0, 13)}`
  return { id: key, kind, ref: null, body: transaction }
}

export const captureRow = (now: () => Date, order: Order, capture: Captured): ObjectRow => {
  const milli = milliOf(capture.amount)
  return transactionRow(now, {
    ...{ id: capture.id, code: 'T0006', like: capture.amount, customId: order.customId },
    ...{ milli, feeMilli: paymentFeeMilli(milli) },
  })
}

/** A refund, or the return of one that failed after it was made. */
export const refundRow = (now: () => Date, refund: Refund, failed = false): ObjectRow => {
  const { id, captureId, amount, customId } = refund
  const milli = failed ? milliOf(amount) : -milliOf(amount)
  const code = failed ? 'T1100' : 'T1107'
  return transactionRow(now, { id, code, like: amount, milli, captureId, customId })
}

/** The movements between two times, the oldest first. */
export const readTransactions = (
  store: Store,
  { fromMs = 0, toMs = Number.MAX_SAFE_INTEGER }: { fromMs?: number; toMs?: number } = {},
): Promise<Transaction[]> =>
  store.range<Transaction>(kind, {
    from: `ptx_${fromMs.toString(16)}`,
    before: toMs === Number.MAX_SAFE_INTEGER ? 'ptx_g' : `ptx_${toMs.toString(16)}`,
  })
