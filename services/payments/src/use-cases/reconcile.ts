import { inTransaction, type Trx } from '@stoa/postgres'
import type { StatementReaders } from '../clients/statement.ts'
import type { Deps } from '../deps.ts'
import type { Provider } from '../payment.ts'
import { fileDifferences, type StatementLine } from '../reconcile.ts'
import { postingsOf } from '../statement-postings.ts'
import { compareOrders, compareOthers, saveDifferences } from '../store/differences.ts'
import { insertPostings } from '../store/ledger.ts'
import { matchLines } from '../store/match-lines.ts'
import { findOrdersByRef } from '../store/payments.ts'
import {
  addDisputeFees,
  holdStatement,
  insertLines,
  markListed,
  oldestDiffering,
  type StatementPosition,
} from '../store/statements.ts'
import type { Database } from '../tables.ts'

interface Lateness {
  /** How late a provider may list a movement: statements are read again that far back. */
  readonly overlapMs: number
  /** How long ledger and provider may differ about one. */
  readonly transitSeconds: number
}
const hourMs = 3_600_000
const lateness: Readonly<Record<Provider, Lateness>> = {
  stripe: { overlapMs: hourMs, transitSeconds: 900 },
  paypal: { overlapMs: 6 * hourMs, transitSeconds: 4 * 3_600 },
}

async function withOrders(
  trx: Trx<Database>,
  provider: Provider,
  lines: readonly StatementLine[],
): Promise<StatementLine[]> {
  const refs = lines.flatMap(({ paymentRef }) => (paymentRef ? [{ provider, paymentRef }] : []))
  const orderOf = await findOrdersByRef(trx, refs)
  return lines.map((line) =>
    line.paymentRef ? { ...line, orderId: orderOf(provider, line.paymentRef) } : line,
  )
}

/** Writes a page of a statement, and books what the ledger learns from it alone: fees and payouts. */
async function importPage(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  provider: Provider,
  lines: readonly StatementLine[],
): Promise<void> {
  await inTransaction(db, async (trx) => {
    const fresh = await insertLines(trx, provider, await withOrders(trx, provider, lines))
    await addDisputeFees(trx, provider, fresh)
    await insertPostings(trx, postingsOf(provider, fresh), now())
  })
}

/**
 * Reads a provider's statement up to now and files where the ledger differs from it; files nothing once another has leased it.
 * @param isFirst - whether this process compares it for the first time: its release may read earlier movements in another way
 */
export async function reconcile(
  deps: Pick<Deps, 'db' | 'now' | 'log'>,
  readers: StatementReaders,
  position: StatementPosition,
  isFirst = false,
): Promise<void> {
  const { provider, readUntil, transitSeconds, claimedAt } = position
  const { overlapMs, transitSeconds: usual } = lateness[provider]
  const usualFrom = readUntil.getTime() - overlapMs
  const differing = isFirst ? await oldestDiffering(deps.db, provider) : undefined
  const from = new Date(Math.min(usualFrom, differing?.getTime() ?? usualFrom))
  const ids: string[] = []
  for await (const page of readers[provider](from, claimedAt)) {
    await importPage(deps, provider, page)
    for (const { transactionId } of page) ids.push(transactionId)
  }
  const transitMs = (transitSeconds ?? usual) * 1000
  const recentFrom = new Date(claimedAt.getTime() - transitMs)
  const since = new Date(Math.min(from.getTime(), recentFrom.getTime()))
  const unexplained = await inTransaction(deps.db, async (trx) => {
    // What a later reader has found since looks as if the provider had not listed it.
    if (!(await holdStatement(trx, position))) return []
    await markListed(trx, provider, from, ids)
    const matched = await matchLines(trx, provider)
    const range = { provider, since, recentFrom, matched }
    const compared = [...(await compareOrders(trx, range)), ...(await compareOthers(trx, range))]
    const differences = fileDifferences(compared)
    await saveDifferences(trx, provider, differences)
    return differences.filter(({ explained }) => !explained)
  })
  const [first] = unexplained
  if (!first) return
  const { reason: difference, ...about } = first
  deps.log.error(
    { ...about, difference, differences: unexplained.length },
    'the ledger differs from the provider’s balance transactions; finance has to look into it',
  )
}
