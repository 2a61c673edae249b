import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Database } from '../tables.ts'
import { countDueCaptures } from './due-captures.ts'

export const unsettledKinds = ['capture_pending', 'capture_due', 'refund_pending'] as const
export type UnsettledKind = (typeof unsettledKinds)[number]

/** How many captures and refunds a provider has still to settle, and how many payments are due. */
export async function countUnsettled(db: Db<Database>): Promise<Record<UnsettledKind, number>> {
  const { rows } = await sql<Record<UnsettledKind, number>>`
    select count(*) filter (where capture_pending_minor > 0) as capture_pending,
      count(*) filter (where reversed_minor > 0
        or captures is not null and status = 'captured' and not stopped and captured_minor < amount_minor
          and created_at > now() - interval '14 days') as capture_due,
      (select count(*) from refunds where status = 'pending' and provider_ref is not null) as refund_pending
    from payments where capture_pending_minor > 0 or reversed_minor > 0 or captures is not null`.execute(
    db,
  )
  const counted = rows[0] ?? { capture_pending: 0, capture_due: 0, refund_pending: 0 }
  return { ...counted, capture_due: counted.capture_due + (await countDueCaptures(db)) }
}
