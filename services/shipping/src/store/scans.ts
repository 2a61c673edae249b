import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'
import type { Scan } from '../way.ts'

export async function insertScans(
  trx: Trx<Database>,
  scans: readonly (Scan & { readonly orderId: string })[],
): Promise<void> {
  await sql`
    insert into scans (order_id, status, at) select * from unnest(
      ${scans.map(({ orderId }) => orderId)}::uuid[], ${scans.map(({ status }) => status)}::text[],
      ${scans.map(({ at }) => at)}::timestamptz[])
    on conflict do nothing`.execute(trx)
}

export const scansOf = (db: Db<Database>, orderId: string): Promise<Scan[]> =>
  db
    .selectFrom('scans')
    .select(['status', 'at'])
    .where('order_id', '=', orderId)
    .orderBy('at')
    .execute()
