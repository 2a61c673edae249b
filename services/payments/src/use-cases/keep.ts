import { afterCommit, type Trx } from '@stoa/postgres'
import { announcementOf } from '../announce.ts'
import { type Books, type Entry, type Kept, keepBooks } from '../books.ts'
import type { Deps } from '../deps.ts'
import { counted } from '../metrics.ts'
import type { Payment, Refund } from '../payment.ts'
import { saveBalances } from '../store/accounts.ts'
import { book } from '../store/ledger.ts'
import { insertPayments, updatePayments } from '../store/payments.ts'
import { saveRefunds } from '../store/refunds.ts'
import type { Database } from '../tables.ts'
import { tasksOf } from '../task.ts'

/** Longer than a task takes at worst; then another may take it up. */
export const leaseMs = 60_000
const backOffMs = (attempts: number) => Math.min(30_000, 250 * 2 ** attempts)

function dueAt(was: Payment | Refund | undefined, is: Payment | Refund, now: Date): Date | null {
  if (is.attempts === was?.attempts && is.status === was.status) return null
  return new Date(now.getTime() + (is.attempts > 0 ? backOffMs(is.attempts) : leaseMs))
}

const changedIn = <Value>(before: ReadonlyMap<string, Value>, after: ReadonlyMap<string, Value>) =>
  [...after].filter(([id, value]) => before.get(id) !== value).map(([, value]) => value)

/** Applies the entries to locked books and writes what they change, with its events, in this transaction. */
export async function keep(
  deps: Deps,
  trx: Trx<Database>,
  books: Books,
  entries: readonly Entry[],
): Promise<Kept> {
  const kept = keepBooks(books, entries)
  const now = deps.now()
  const payments = changedIn(books.payments, kept.payments).map((payment) => {
    const was = books.payments.get(payment.orderId)
    const started =
      payment.doing && (was?.doing !== payment.doing || was.provider !== payment.provider)
    const at = started
      ? new Date(now.getTime() + leaseMs)
      : payment.doing && dueAt(was, payment, now)
    return { payment, dueAt: at || null }
  })
  await insertPayments(
    trx,
    payments.filter(({ payment }) => !books.payments.has(payment.orderId)),
  )
  await updatePayments(
    trx,
    payments.filter(({ payment }) => books.payments.has(payment.orderId)),
  )
  await saveBalances(trx, changedIn(books.accounts, kept.accounts))
  await saveRefunds(
    trx,
    changedIn(books.refunds, kept.refunds).map((refund) => ({
      refund,
      dueAt: dueAt(books.refunds.get(refund.refundId), refund, now),
    })),
  )
  await book(trx, kept.postings, now)
  await deps.outbox.add(trx, kept.said.map(announcementOf))
  const tasks = tasksOf(books, kept)
  afterCommit(trx, () => {
    for (const { said } of kept.said) counted(said)
    if (tasks.length > 0) deps.begin(tasks)
  })
  return kept
}
