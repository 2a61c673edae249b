import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Refund } from '../refunds.ts'
import type { Database } from '../tables.ts'

/** Merges the refunds, one entry for each, into the stored ones. The release before reads `failed`. */
export async function upsertRefunds(trx: Trx<Database>, refunds: readonly Refund[]): Promise<void> {
  if (refunds.length === 0) return
  await sql`
    insert into order_refunds as r (refund_id, order_id, amount_minor, refunded_at, failed_at, replaces, replaced_by, failed)
    select *, failed_at is not null from unnest(
      ${refunds.map(({ refundId }) => refundId)}::uuid[],
      ${refunds.map(({ orderId }) => orderId)}::uuid[],
      ${refunds.map(({ amountMinor }) => amountMinor)}::bigint[],
      ${refunds.map(({ refundedAt }) => refundedAt)}::timestamptz[],
      ${refunds.map(({ failedAt }) => failedAt)}::timestamptz[],
      ${refunds.map(({ replaces }) => replaces)}::uuid[],
      ${refunds.map(({ replacedBy }) => replacedBy)}::uuid[]
    ) as d (refund_id, order_id, amount_minor, refunded_at, failed_at, replaces, replaced_by)
    order by refund_id
    on conflict (refund_id) do update set failed = r.failed or excluded.failed,
      refunded_at = least(r.refunded_at, excluded.refunded_at),
      failed_at = least(r.failed_at, excluded.failed_at),
      replaces = coalesce(r.replaces, excluded.replaces),
      replaced_by = coalesce(r.replaced_by, excluded.replaced_by)`.execute(trx)
}
