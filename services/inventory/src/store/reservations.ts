import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Rejected } from '../reserve-all.ts'
import type { Database, ReservationStatus } from '../tables.ts'

export interface Reservation {
  readonly orderId: string
  readonly status: ReservationStatus
  readonly reason: string | null
  readonly skus: readonly string[]
}

// To prevent deadlocks every transaction locks reservations in the order of their ids, and before stock.

/**
 * Inserts a held reservation for each order that has none and returns those orders. Concurrent transactions with the same
 * order wait for each other here.
 */
export async function claimReservations(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ order_id: string }>`
    insert into reservations (order_id, status)
    select id, 'held' from unnest(${orderIds}::uuid[]) as id order by id
    on conflict (order_id) do nothing returning order_id`.execute(trx)
  return new Set(rows.map((row) => row.order_id))
}

/** Inserts a rejected reservation for each order that has none, so that a later request is rejected. */
export async function insertTombstones(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<void> {
  await sql`
    insert into reservations (order_id, status, reason)
    select id, 'rejected', 'cancelled' from unnest(${orderIds}::uuid[]) as id order by id
    on conflict (order_id) do nothing`.execute(trx)
}

export async function rejectReservations(
  trx: Trx<Database>,
  rejected: readonly Rejected[],
): Promise<void> {
  if (rejected.length === 0) return
  await sql`
    update reservations r
    set status = 'rejected', reason = d.reason, skus = string_to_array(d.skus, ',')
    from unnest(
      ${rejected.map(({ orderId }) => orderId)}::uuid[],
      ${rejected.map(({ reason }) => reason)}::text[],
      ${rejected.map(({ skus }) => skus.join(','))}::text[]
    ) as d (order_id, reason, skus)
    where r.order_id = d.order_id`.execute(trx)
}

export async function readReservations(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Reservation[]> {
  const { rows } = await sql<Reservation>`
    select order_id as "orderId", status, reason, skus
    from reservations where order_id = any(${orderIds}::uuid[])`.execute(trx)
  return rows
}

export async function lockReservations(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Reservation[]> {
  const { rows } = await sql<Reservation>`
    select order_id as "orderId", status, reason, skus
    from reservations where order_id = any(${orderIds}::uuid[])
    order by order_id for update`.execute(trx)
  return rows
}

interface Ended {
  readonly orderId: string
  readonly status: 'released' | 'sold' | 'lost'
  readonly reason: string | null
}

/** Ends reservations that the transaction has locked and whose pieces it has moved; a release has a reason. */
export async function endReservations(trx: Trx<Database>, ended: readonly Ended[]): Promise<void> {
  await sql`
    update reservations r set status = d.status, reason = d.reason
    from unnest(
      ${ended.map(({ orderId }) => orderId)}::uuid[],
      ${ended.map(({ status }) => status)}::text[],
      ${ended.map(({ reason }) => reason)}::text[]
    ) as d (order_id, status, reason)
    where r.order_id = d.order_id`.execute(trx)
}
