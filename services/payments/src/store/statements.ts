import { randomUUID } from 'node:crypto'
import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { StatementLine } from '../reconcile.ts'
import type { Database } from '../tables.ts'
import { type Column, namesOf, unnest } from './rows.ts'

/** How far a provider's balance transactions have been read. */
export interface StatementPosition {
  readonly provider: Provider
  readonly readUntil: Date
  /** How long one side may lag behind the other; null: the provider's usual time. */
  readonly transitSeconds: number | null
  readonly claimedAt: Date
  readonly lease: string
}

/** Leases the statements that are due to the caller under a new token. */
export async function claimStatements(
  db: Db<Database>,
  leaseMs: number,
): Promise<StatementPosition[]> {
  const { rows } = await sql<StatementPosition>`
    update provider_statements
    set due_at = now() + make_interval(secs => ${leaseMs / 1000}), lease = ${randomUUID()}
    where provider in (select provider from provider_statements where due_at <= now() for update skip locked)
    returning provider, read_until as "readUntil", transit_seconds as "transitSeconds", now() as "claimedAt", lease`.execute(
    db,
  )
  return rows
}

/** Has every statement read and compared now. */
export async function requestStatements(
  db: Db<Database>,
  transitSeconds: number | null,
): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`
    update provider_statements set due_at = now(), transit_seconds = ${transitSeconds}
    returning now() as at`.execute(db)
  return rows[0]?.at ?? new Date()
}

/** Has the provider's statement read and compared now. */
export async function requestStatement(db: Db<Database>, provider: Provider): Promise<void> {
  await sql`
    update provider_statements set due_at = now() where provider = ${provider}`.execute(db)
}

/** Keeps a leased statement from being leased to another until the transaction ends; false when it was before. */
export async function holdStatement(
  trx: Trx<Database>,
  { provider, lease }: Pick<StatementPosition, 'provider' | 'lease'>,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from provider_statements where provider = ${provider} and lease = ${lease} for update`.execute(
    trx,
  )
  return rows.length > 0
}

/** Records that a statement was read and compared; false when another replica has leased it since. */
export async function saveCompared(
  db: Db<Database>,
  { provider, lease, claimedAt }: StatementPosition,
  againInMs: number,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update provider_statements set read_until = ${claimedAt}, compared_at = ${claimedAt}, error = null,
      transit_seconds = null, lease = null, due_at = now() + make_interval(secs => ${againInMs / 1000})
    where provider = ${provider} and lease = ${lease}`.execute(db)
  return numAffectedRows > 0n
}

/** Records that a statement could not be read or compared. */
export async function saveFailed(
  db: Db<Database>,
  { provider, lease, claimedAt }: StatementPosition,
  error: string,
  againInMs: number,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update provider_statements set failed_at = ${claimedAt}, error = ${error}, lease = null,
      due_at = now() + make_interval(secs => ${againInMs / 1000})
    where provider = ${provider} and lease = ${lease}`.execute(db)
  return numAffectedRows > 0n
}

export async function oldestDueStatementSeconds(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(due_at))::float8 as seconds
    from provider_statements where due_at <= now()`.execute(db)
  return rows[0]?.seconds ?? 0
}

export interface StatementState {
  readonly provider: Provider
  readonly comparedAt: Date | null
  readonly failedAt: Date | null
  readonly error: string | null
}

export async function readStatementStates(db: Db<Database>): Promise<StatementState[]> {
  const { rows } = await sql<StatementState>`
    select provider, compared_at as "comparedAt", failed_at as "failedAt", error
    from provider_statements order by provider`.execute(db)
  return rows
}

const written: readonly Column<StatementLine>[] = [
  ['transaction_id', 'text', ({ transactionId }) => transactionId],
  ['order_id', 'uuid', ({ orderId }) => orderId ?? null],
  ['payment_ref', 'text', ({ paymentRef }) => paymentRef ?? null],
  ['kind', 'text', ({ kind }) => kind],
  ['amount_minor', 'bigint', ({ amountMinor }) => amountMinor],
  ['fee_minor', 'bigint', ({ feeMinor }) => feeMinor],
  ['currency', 'text', ({ currency }) => currency],
  ['at', 'timestamptz', ({ at }) => at],
]

/**
 * Writes lines; returns what the ledger has to learn of them: those that are new, and without their fees those that an earlier
 * release took for another kind.
 */
export async function insertLines(
  trx: Trx<Database>,
  provider: Provider,
  lines: readonly StatementLine[],
): Promise<StatementLine[]> {
  if (lines.length === 0) return []
  const distinct = [...new Map(lines.map((line) => [line.transactionId, line])).values()]
  const { rows } = await sql<{ id: string; isNew: boolean }>`
    insert into provider_transactions (provider, ${namesOf(written)})
    select ${provider}, u.* from ${unnest(written, distinct)} as u
    on conflict (provider, transaction_id) do update set kind = excluded.kind, order_id = excluded.order_id,
      payment_ref = excluded.payment_ref, amount_minor = excluded.amount_minor, currency = excluded.currency
      where provider_transactions.kind <> excluded.kind
    returning transaction_id as id, xmax = 0 as "isNew"`.execute(trx)
  const saved = new Map(rows.map(({ id, isNew }) => [id, isNew]))
  return distinct.flatMap((line) => {
    const isNew = saved.get(line.transactionId)
    if (isNew === undefined) return []
    return isNew ? [line] : [{ ...line, feeMinor: 0 }]
  })
}

/**
 * When the earliest movement was that differs without an explanation, or that is missing where a sum does; undefined when none
 * does.
 */
export async function oldestDiffering(
  db: Db<Database>,
  provider: Provider,
): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    with differing as (select subject from differences where provider = ${provider} and not explained)
    select min(at) as at from (
      select l.at from differing join provider_transactions l on l.provider = ${provider} and l.transaction_id = subject
      union all
      select l.at from (select subject::uuid as order_id from differing where subject ~ '^[0-9a-f]{8}-') d
        join provider_transactions l using (order_id) where l.provider = ${provider}
      union all
      select at from provider_transactions where provider = ${provider} and not listed
        and exists (select from differing where subject in ('payouts', 'fees', 'conversions'))) found`.execute(
    db,
  )
  return rows[0]?.at ?? undefined
}

/** A line of this time counts only while the provider lists it. */
export async function markListed(
  trx: Trx<Database>,
  provider: Provider,
  from: Date,
  listedIds: readonly string[],
): Promise<void> {
  await sql`
    with listed as (select unnest(${[...listedIds]}::text[]) as id)
    update provider_transactions set listed = not listed
    where provider = ${provider} and at >= ${from}
      and listed <> (transaction_id in (select id from listed))`.execute(trx)
}

/** Adds what a provider kept for disputes to the latest dispute of each order. */
export async function addDisputeFees(
  trx: Trx<Database>,
  provider: Provider,
  lines: readonly StatementLine[],
): Promise<void> {
  const fees = lines.filter(({ ofDispute, feeMinor }) => ofDispute && feeMinor !== 0)
  if (fees.length === 0) return
  await sql`
    update disputes d set fee_minor = d.fee_minor + f.fee, fee_currency = f.currency from (
      select order_id, sum(fee)::bigint as fee, max(currency) as currency
      from unnest(${fees.map(({ orderId }) => orderId ?? null)}::uuid[],
        ${fees.map(({ feeMinor }) => feeMinor)}::bigint[], ${fees.map(({ currency }) => currency)}::text[])
        as u (order_id, fee, currency) group by order_id) f
    where d.provider = ${provider} and d.order_id = f.order_id and d.dispute_id = (
      select dispute_id from disputes where provider = ${provider} and order_id = f.order_id
      order by opened_at desc limit 1)`.execute(trx)
}
