import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { ExternalCarrier } from '../parcel.ts'
import type { Database } from '../tables.ts'

/** A label that may be one too many for its order. */
export interface SurplusLabel {
  readonly orderId: string
  readonly carrier: ExternalCarrier
  readonly trackingNumber: string
  /** How often it was claimed: its fencing token. */
  readonly attempts: number
}

export async function saveSurplusLabels(
  trx: Trx<Database>,
  labels: readonly Omit<SurplusLabel, 'attempts'>[],
): Promise<void> {
  if (labels.length === 0) return
  await sql`
    insert into surplus_labels (carrier, tracking_number, order_id) select * from unnest(
      ${labels.map(({ carrier }) => carrier)}::text[],
      ${labels.map(({ trackingNumber }) => trackingNumber)}::text[],
      ${labels.map(({ orderId }) => orderId)}::uuid[])
    on conflict do nothing`.execute(trx)
}

export async function claimSurplusLabels(
  db: Db<Database>,
  limit: number,
  leaseMs: number,
): Promise<SurplusLabel[]> {
  const { rows } = await sql<SurplusLabel>`
    update surplus_labels set attempts = attempts + 1,
      due_at = now() + ${leaseMs}::integer * interval '1 millisecond'
    where (carrier, tracking_number) in (
      select carrier, tracking_number from surplus_labels where due_at <= now()
      order by due_at limit ${limit} for update skip locked)
    returning order_id as "orderId", carrier, tracking_number as "trackingNumber", attempts`.execute(
    db,
  )
  return rows
}

/** Deletes a label that is settled; false when another worker has claimed it since. */
export async function deleteSurplusLabel(
  db: Db<Database>,
  { carrier, trackingNumber, attempts }: SurplusLabel,
): Promise<boolean> {
  const { numAffectedRows = 0n } = await sql`
    delete from surplus_labels where carrier = ${carrier} and tracking_number = ${trackingNumber}
      and attempts = ${attempts}`.execute(db)
  return numAffectedRows > 0n
}

/** How long the label that is due longest has been due; 0 when none is. */
export async function oldestDueLabelSeconds(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(due_at))::float8 as seconds
    from surplus_labels where due_at <= now()`.execute(db)
  return rows[0]?.seconds ?? 0
}
