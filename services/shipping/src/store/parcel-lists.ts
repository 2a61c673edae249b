import type { Carrier } from '@stoa/contracts'
import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { ParcelStatus } from '../parcel.ts'
import type { Database } from '../tables.ts'
import { isUnpaidHere } from './parcels.ts'

export interface ReadyParcel {
  readonly orderId: string
  readonly carrier: Carrier
  readonly trackingNumber: string
  readonly weightGrams: number
  readonly bookedAt: Date
}

/** Parcels with a label that may leave and that nobody has taken over yet, those that wait longest first. */
export async function readyParcels(
  db: Db<Database>,
  { carrier = null, limit }: { readonly carrier?: Carrier | null; readonly limit: number },
): Promise<ReadyParcel[]> {
  const { rows } = await sql<ReadyParcel>`
    select order_id as "orderId", carrier, tracking_number as "trackingNumber",
      weight_grams as "weightGrams", created_at as "bookedAt"
    from parcels where status = 'booked' and carrier = coalesce(${carrier}::text, carrier)
      and not (${isUnpaidHere})
    order by created_at limit ${limit}`.execute(db)
  return rows
}

const isUnsettled = sql.raw(`left_at is not null
  and not exists (select from left_settlements s where s.order_id = parcels.order_id)`)

export interface LeftParcel {
  readonly orderId: string
  readonly carrier: Carrier
  readonly trackingNumber: string
  /** Why its order was cancelled. */
  readonly reason: string
  readonly leftAt: Date
}

/** Cancelled parcels that left all the same, and of which nobody has said what became of them; newest first. */
export async function leftParcels(db: Db<Database>, limit: number): Promise<LeftParcel[]> {
  const { rows } = await sql<LeftParcel>`
    select order_id as "orderId", carrier, coalesce(tracking_number, declared_number) as "trackingNumber",
      coalesce(reason, '') as reason, left_at as "leftAt"
    from parcels where ${isUnsettled} order by left_at desc limit ${limit}`.execute(db)
  return rows
}

export async function countLeftParcels(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from parcels where ${isUnsettled}`.execute(db)
  return rows[0]?.n ?? 0
}

/** Parcels that wait here on an authorisation that has ended. */
export async function countUnpaidParcels(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from parcels where ${isUnpaidHere}`.execute(db)
  return rows[0]?.n ?? 0
}

export interface ParcelCount {
  /** Null on the tombstones of cancellations that came before their booking. */
  readonly carrier: Carrier | null
  readonly status: ParcelStatus
  readonly count: number
}

export async function countParcels(db: Db<Database>): Promise<ParcelCount[]> {
  const { rows } = await sql<ParcelCount>`
    select carrier, status, count(*) as count from parcels group by carrier, status`.execute(db)
  return rows
}
