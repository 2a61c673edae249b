import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

const isHeld = sql.raw(
  `status = 'authorised' and doing is null and not stopped and renewal_refused is null`,
)

/** Locks payments whose authorisation is due to be renewed and returns their orders; other replicas skip them. */
export async function lockDueRenewals(trx: Trx<Database>, limit: number): Promise<string[]> {
  const { rows } = await sql<{ orderId: string }>`
    select order_id as "orderId" from payments where ${isHeld} and renew_at <= now()
    order by renew_at limit ${limit} for update skip locked`.execute(trx)
  return rows.map(({ orderId }) => orderId)
}

/** Plans the renewal of authorisations that were made while none were renewed. */
export async function planRenewals(db: Db<Database>, renewAfterMs: number): Promise<void> {
  await sql`
    update payments set renew_at = created_at + make_interval(secs => ${renewAfterMs / 1000})
    where ${isHeld} and renew_at is null and provider in ('stripe', 'paypal') and amount_minor > 0`.execute(
    db,
  )
}
