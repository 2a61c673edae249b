import { randomUUID } from 'node:crypto'
import { afterCommit, type Trx } from '@stoa/postgres'
import { announcementOf } from '../announcements.ts'
import type { Deps } from '../deps.ts'
import { ordersDue } from '../due-capture.ts'
import { countEvent, countMoved } from '../metrics.ts'
import { movedMoney } from '../moved-money.ts'
import { type Applied, applyOperations, type Operation, type Records } from '../records.ts'
import { reversalKey } from '../reversal.ts'
import { schedule } from '../schedule.ts'
import { saveBalances } from '../store/accounts.ts'
import { saveDisputes } from '../store/disputes.ts'
import { saveDueCaptures } from '../store/due-captures.ts'
import { insertPostings } from '../store/ledger.ts'
import { insertPayments, updatePayments } from '../store/payments.ts'
import { saveRefunds } from '../store/refunds.ts'
import { saveReversals } from '../store/reversals.ts'
import type { Database } from '../tables.ts'

/**
 * Applies the operations to locked records and writes the changes with their events, in this transaction.
 * Steps that begin are handed to the provider worker once it is committed.
 * @returns what each operation found
 */
export async function persistChanges(
  deps: Deps,
  trx: Trx<Database>,
  records: Records,
  operations: readonly Operation[],
): Promise<Applied['found']> {
  const applied = applyOperations(records, operations)
  const leasedAtMs = performance.now()
  const now = deps.now()
  const { payments, refunds, tasks } = schedule(
    records,
    applied,
    randomUUID(),
    now,
    deps.renewAfterMs,
  )
  const isKnown = ({ payment }: (typeof payments)[number]) => records.payments.has(payment.orderId)
  await insertPayments(
    trx,
    payments.filter((row) => !isKnown(row)),
  )
  await updatePayments(trx, payments.filter(isKnown))
  await saveBalances(
    trx,
    [...applied.accounts.values()].filter(
      (account) => records.accounts.get(account.customerId) !== account,
    ),
  )
  await saveRefunds(trx, refunds)
  await saveDisputes(
    trx,
    [...applied.disputes].flatMap(([key, dispute]) =>
      records.disputes.get(key) === dispute ? [] : [dispute],
    ),
  )
  await saveReversals(
    trx,
    [...applied.reversals.values()].filter(
      (one) => records.reversals.get(reversalKey(one)) !== one,
    ),
  )
  await saveDueCaptures(trx, ordersDue(applied.events))
  await insertPostings(trx, applied.postings, now)
  await deps.outbox.add(
    trx,
    applied.events.map((event) => announcementOf(event, now)),
  )
  afterCommit(trx, () => {
    for (const { orderId, event } of applied.events)
      countEvent(event, applied.payments.get(orderId)?.provider)
    for (const moved of movedMoney(applied)) countMoved(moved)
    if (tasks.length > 0) deps.begin(tasks, leasedAtMs)
  })
  return applied.found
}
