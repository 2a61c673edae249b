import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { Database } from '../tables.ts'

/** An authorisation that a provider may hold although another provider took the payment. */
export interface Abandoned {
  readonly orderId: string
  readonly provider: Provider
  /** How often it was claimed to search the provider for it: its fencing token. */
  readonly checks: number
  /** How often since the provider told of it last. */
  readonly searches: number
}

/** By then a search at the provider shows every authorisation that it made. */
const firstCheckAfterMs = 90_000

export const searchAt = (now: Date): Date => new Date(now.getTime() + firstCheckAfterMs)

/** Has authorisations searched for; one that is searched for already is searched for anew. */
export async function saveAbandoned(
  trx: Trx<Database>,
  abandoned: readonly Pick<Abandoned, 'orderId' | 'provider'>[],
  dueAt: Date,
): Promise<void> {
  if (abandoned.length === 0) return
  await sql`
    insert into strays (order_id, provider, due_at)
    select distinct u.*, ${dueAt}::timestamptz from unnest(${abandoned.map(({ orderId }) => orderId)}::uuid[],
      ${abandoned.map(({ provider }) => provider)}::text[]) as u
    on conflict (order_id, provider) do update set due_at = excluded.due_at,
      checks = strays.checks + 1, checks_before = strays.checks + 1`.execute(trx)
}

export async function claimAbandoned(
  db: Db<Database>,
  limit: number,
  leaseMs: number,
): Promise<Abandoned[]> {
  const { rows } = await sql<Abandoned>`
    update strays set checks = checks + 1, due_at = now() + make_interval(secs => ${leaseMs / 1000})
    where (order_id, provider) in (
      select order_id, provider from strays where due_at <= now()
      order by due_at limit ${limit} for update skip locked)
    returning order_id as "orderId", provider, checks, checks - checks_before as searches`.execute(
    db,
  )
  return rows
}

/** Deletes one that is settled; false when another worker has claimed it since. */
export async function deleteAbandoned(
  db: Db<Database>,
  { orderId, provider, checks }: Abandoned,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    delete from strays
    where order_id = ${orderId} and provider = ${provider} and checks = ${checks}`.execute(db)
  return numAffectedRows > 0n
}

/** Sets when one is claimed next; never by itself when the pause is infinite. Nothing when another worker has claimed it since. */
export async function postponeAbandoned(
  db: Db<Database>,
  { orderId, provider, checks }: Abandoned,
  forMs: number,
): Promise<void> {
  const dueAt = Number.isFinite(forMs)
    ? sql`now() + make_interval(secs => ${forMs / 1000})`
    : sql`'infinity'`
  await sql`
    update strays set due_at = ${dueAt}
    where order_id = ${orderId} and provider = ${provider} and checks = ${checks}`.execute(db)
}

/** How long the one that is due longest has been due; 0 when none is. */
export async function oldestDueAbandonedSeconds(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(due_at))::float8 as seconds
    from strays where due_at <= now()`.execute(db)
  return rows[0]?.seconds ?? 0
}
