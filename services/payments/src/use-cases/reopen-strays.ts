import type { Trx } from '@stoa/postgres'
import type { Payment } from '../payment.ts'
import type { ProviderResult } from '../step-result.ts'
import { saveAbandoned, searchAt } from '../store/abandoned.ts'
import { insertPostings } from '../store/ledger.ts'
import { readStrays, saveStrays } from '../store/stray-captures.ts'
import { afterFailure, type FailedRefund, isRefundOf, strayPostings } from '../stray-capture.ts'
import type { Database } from '../tables.ts'

/** Refunds at a provider that did not take the payment, which it took back. */
const failedRefunds = (
  results: readonly ProviderResult[],
  payments: ReadonlyMap<string, Payment>,
): FailedRefund[] =>
  results.flatMap((result) => {
    const isFailed =
      result.is === 'refused' && result.step === 'refund' && result.lease === undefined
    const provider = payments.get(result.orderId)?.provider
    return isFailed && provider && provider !== result.provider ? [result] : []
  })

/** Takes the refunds of strays that failed out of the books, and has the strays given back again; their payments are locked. */
export async function reopenStrays(
  trx: Trx<Database>,
  results: readonly ProviderResult[],
  payments: ReadonlyMap<string, Payment>,
  now: Date,
): Promise<void> {
  const failed = failedRefunds(results, payments)
  const strays = await readStrays(
    trx,
    failed.map(({ orderId }) => orderId),
  )
  const reopened = strays.flatMap((was) => {
    const of = failed.find((one) => isRefundOf(one, was))
    return of ? [{ was, is: afterFailure(was, of.reason) }] : []
  })
  const held = reopened.map(({ is }) => is)
  await saveStrays(trx, held)
  await insertPostings(
    trx,
    reopened.flatMap(({ was, is }) => strayPostings(was, is)),
    now,
  )
  await saveAbandoned(trx, held, searchAt(now))
}
