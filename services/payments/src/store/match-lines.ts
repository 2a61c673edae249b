import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Provider } from '../payment.ts'
import type { Database } from '../tables.ts'

/** Finds the orders of lines whose payments were not known when they were read; returns these orders. */
export async function matchLines(trx: Trx<Database>, provider: Provider): Promise<string[]> {
  const { rows } = await sql<{ orderId: string }>`
    update provider_transactions l set order_id = known.order_id from (
      select provider, provider_ref as payment_ref, order_id from payments
      union all select provider, payment_ref, order_id from stray_captures) known
    where l.provider = ${provider} and l.order_id is null and l.payment_ref is not null
      and known.provider = l.provider and known.payment_ref = l.payment_ref
    returning l.order_id as "orderId"`.execute(trx)
  return rows.map(({ orderId }) => orderId)
}
