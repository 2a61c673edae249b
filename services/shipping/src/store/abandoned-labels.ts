import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { AbandonedLabel, AbandonedLabelState, listedLabelStates } from '../settle-parcel.ts'
import type { Database } from '../tables.ts'

/** Labels of the own fleet are void at once; those of a carrier once it has answered. A carrier may issue a number again. */
export async function saveAbandonedLabels(
  trx: Trx<Database>,
  labels: readonly AbandonedLabel[],
  at: Date,
): Promise<void> {
  if (labels.length === 0) return
  await sql`
    insert into abandoned_labels (carrier, tracking_number, order_id, left_as, abandoned_at, state)
    select *, ${at}::timestamptz, case carrier when 'own-fleet' then 'voided' else 'open' end
    from unnest(
      ${labels.map(({ carrier }) => carrier)}::text[],
      ${labels.map(({ trackingNumber }) => trackingNumber)}::text[],
      ${labels.map(({ orderId }) => orderId)}::uuid[],
      ${labels.map(({ leftAs }) => leftAs)}::text[]
    ) as u (carrier, tracking_number, order_id, left_as)
    on conflict (carrier, tracking_number) do update set order_id = excluded.order_id,
      left_as = excluded.left_as, abandoned_at = excluded.abandoned_at, state = excluded.state`.execute(
    trx,
  )
}

/** Records the carrier's answer; nothing for a label that is not listed. */
export async function recordVoid(
  db: Db<Database>,
  { carrier, trackingNumber }: Pick<AbandonedLabel, 'carrier' | 'trackingNumber'>,
  state: Exclude<AbandonedLabelState, 'open'>,
): Promise<void> {
  await sql`update abandoned_labels set state = ${state}
    where carrier = ${carrier} and tracking_number = ${trackingNumber}`.execute(db)
}

export interface ListedLabel extends Omit<AbandonedLabel, 'leftAs'> {
  /** Null: unknown. */
  readonly leftAs: string | null
  readonly state: (typeof listedLabelStates)[number]
  readonly abandonedAt: Date
}

/** With the declared numbers that a carrier has given to another order; newest first. */
export async function abandonedLabels(db: Db<Database>, limit: number): Promise<ListedLabel[]> {
  const { rows } = await sql<ListedLabel>`
    select order_id as "orderId", carrier, tracking_number as "trackingNumber", left_as as "leftAs",
      state, abandoned_at as "abandonedAt"
    from abandoned_labels
    union all
    select order_id, carrier, declared_number, null, 'contradicted', coalesce(handed_over_at, left_at) from parcels
    where declared_number is not null and tracking_number is null
    order by "abandonedAt" desc limit ${limit}`.execute(db)
  return rows
}
