import { randomUUID } from 'node:crypto'
import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { Database } from '../tables.ts'

/** How far a provider's list of events has been read. */
export interface ReadPosition {
  readonly provider: Provider
  readonly readUntil: Date
  /** How much of it is read in one go. */
  readonly partMs: number
  readonly lease: string
}

/** Leases the lists that are due to the caller under a new token. */
export async function claimLists(db: Db<Database>, leaseMs: number): Promise<ReadPosition[]> {
  const { rows } = await sql<ReadPosition>`
    update provider_events set due_at = now() + make_interval(secs => ${leaseMs / 1000}), lease = ${randomUUID()}
    where provider in (select provider from provider_events where due_at <= now() for update skip locked)
    returning provider, read_until as "readUntil", part_ms as "partMs", lease`.execute(db)
  return rows
}

/** Sets how far a list was read, and when it is read again; false when another replica has leased it since. */
export async function saveReadPosition(
  db: Db<Database>,
  { provider, lease }: ReadPosition,
  { readUntil, partMs }: Pick<ReadPosition, 'readUntil' | 'partMs'>,
  againInMs: number,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    update provider_events set read_until = ${readUntil}, part_ms = ${partMs}, due_at = now() + make_interval(secs => ${againInMs / 1000}), lease = null
    where provider = ${provider} and lease = ${lease}`.execute(db)
  return numAffectedRows > 0n
}

/** How long ago the time is up to which each list was read. */
export async function readListLags(
  db: Db<Database>,
): Promise<{ readonly provider: Provider; readonly seconds: number }[]> {
  const { rows } = await sql<{ provider: Provider; seconds: number }>`
    select provider, extract(epoch from now() - read_until)::float8 as seconds
    from provider_events`.execute(db)
  return rows
}

/** How long the list that is due longest has been due; 0 when none is. */
export async function oldestDueListSeconds(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(due_at))::float8 as seconds
    from provider_events where due_at <= now()`.execute(db)
  return rows[0]?.seconds ?? 0
}
