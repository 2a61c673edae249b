import { inTransaction } from '@stoa/postgres'
import { unchanged } from '../change.ts'
import type { CurrentState } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { noneTakenBack } from '../records.ts'
import { beginRenewal } from '../renewal.ts'
import { lockPayments } from '../store/payments.ts'
import { lockDueRenewals } from '../store/renewals.ts'
import { persistChanges } from './persist.ts'

const limit = 100

/** Begins to renew the authorisations that are due, each leased to this process; resolves to their number. */
export const renewExpiring = (deps: Deps): Promise<number> =>
  inTransaction(deps.db, async (trx) => {
    const due = await lockDueRenewals(trx, limit)
    if (due.length === 0) return 0
    const payments = await lockPayments(trx, due)
    const records = { payments, refunds: new Map(), ...noneTakenBack, accounts: new Map() }
    const operations = due.map((orderId) => ({
      orderId,
      apply: ({ payment }: CurrentState) => (payment ? beginRenewal(payment) : unchanged(payment)),
    }))
    await persistChanges(deps, trx, records, operations)
    return due.length
  })
