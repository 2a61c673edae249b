import type { CarrierLimits } from '@stoa/contracts'
import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

/** Saves the limits of a carrier and returns their revision, which grows when they changed. */
export async function saveLimits(trx: Trx<Database>, limits: CarrierLimits): Promise<number> {
  const text = JSON.stringify(limits)
  const { rows } = await sql<{ revision: number }>`
    insert into carriers as c (carrier, limits, revision) values (${limits.carrier}, ${text}::jsonb, 1)
    on conflict (carrier) do update set limits = excluded.limits,
      revision = c.revision + case when c.limits = excluded.limits then 0 else 1 end
    returning revision`.execute(trx)
  return rows[0]?.revision ?? 1
}
