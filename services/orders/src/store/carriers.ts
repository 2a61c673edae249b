import type { Carrier, CarrierLimits } from '@stoa/contracts'
import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export type Limits = ReadonlyMap<Carrier, CarrierLimits>

export async function findLimits(db: Db<Database>): Promise<Limits> {
  const { rows } = await sql<{ carrier: Carrier; limits: CarrierLimits }>`
    select carrier, limits from carriers`.execute(db)
  return new Map(rows.map(({ carrier, limits }) => [carrier, limits]))
}

/**
 * Saves the newest revision of each carrier's limits; they may arrive in any order. One that is announced again is saved
 * again, since a replica of the release before may have saved it without the limits that it did not know.
 */
export async function saveLimits(
  trx: Trx<Database>,
  changes: readonly (CarrierLimits & { readonly revision: number })[],
): Promise<void> {
  const byCarrier = [...changes].sort((a, b) => (a.carrier < b.carrier ? -1 : 1))
  for (const { revision, ...limits } of byCarrier)
    await sql`
      insert into carriers as c (carrier, limits, revision)
      values (${limits.carrier}, ${JSON.stringify(limits)}::jsonb, ${revision})
      on conflict (carrier) do update set limits = excluded.limits, revision = excluded.revision
      where c.revision <= excluded.revision`.execute(trx)
}
