import { inTransaction } from '@stoa/postgres'
import { AppError } from '@stoa/service'
import { unchanged } from '../change.ts'
import type { Deps } from '../deps.ts'
import type { Provider } from '../payment.ts'
import { type ListedReversal, reversalKey } from '../reversal.ts'
import { writeOff } from '../reversal-result.ts'
import { lockPayments } from '../store/payments.ts'
import { findReversal, markWrittenOff, readReversals } from '../store/reversals.ts'
import { persistChanges } from './persist.ts'

export interface WriteOff {
  readonly provider: Provider
  readonly reversalId: string
  readonly reason: string
  readonly by: string
}

/** Books what a provider took back as lost; repeated, it changes nothing. Throws `not_found`, and `conflict` for a disputed one. */
export const writeOffReversal = (
  deps: Deps,
  { provider, reversalId, reason, by }: WriteOff,
): Promise<ListedReversal> =>
  inTransaction(deps.db, async (trx) => {
    const named = await findReversal(trx, provider, reversalId)
    if (!named) throw new AppError('not_found', `${provider} took back nothing under this id`)
    const { orderId } = named
    const payments = await lockPayments(trx, [orderId])
    const reversals = await readReversals(trx, [orderId])
    const reversal = reversals.get(reversalKey(named))
    if (!reversal) throw new Error(`the reversal ${reversalKey(named)} of order ${orderId} is gone`)
    if (reversal.status === 'disputed')
      throw new AppError('conflict', `${reversalId} is the money of dispute ${reversal.disputeId}`)
    const none = { refunds: new Map(), accounts: new Map(), disputes: new Map() }
    await persistChanges(deps, trx, { payments, reversals, ...none }, [
      {
        orderId,
        apply: ({ payment }) => (payment ? writeOff(payment, reversal) : unchanged(payment)),
      },
    ])
    await markWrittenOff(trx, reversal, { by, reason })
    return { ...named, status: 'written_off' }
  })
