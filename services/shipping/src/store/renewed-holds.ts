import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'

export interface RenewedHold {
  readonly orderId: string
  /** ISO 8601. */
  readonly heldUntil: string
}

/** Keeps the latest end of each order's authorisation. */
export async function saveRenewedHolds(
  trx: Trx<Database>,
  holds: readonly RenewedHold[],
): Promise<void> {
  if (holds.length === 0) return
  await sql`
    insert into renewed_holds (order_id, held_until)
    select order_id, max(held_until) from unnest(${holds.map(({ orderId }) => orderId)}::uuid[],
      ${holds.map(({ heldUntil }) => heldUntil)}::timestamptz[]) as u (order_id, held_until)
    group by order_id order by order_id
    on conflict (order_id) do update
      set held_until = greatest(renewed_holds.held_until, excluded.held_until)`.execute(trx)
}
