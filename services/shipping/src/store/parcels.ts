import type { Carrier } from '@stoa/contracts'
import type { Db, Trx } from '@stoa/postgres'
import { type RawBuilder, sql } from 'kysely'
import type { Parcel } from '../parcel.ts'
import type { Database } from '../tables.ts'

/** A renewal moves an end that is known; captured money has none. */
const heldUntil = `case when held_until is not null then greatest(held_until,
  (select r.held_until from renewed_holds r where r.order_id = parcels.order_id)) end`

/** A parcel that has its label, and waits here on an authorisation that has ended. */
export const isUnpaidHere = sql.raw(
  `status = 'booked' and coalesce(clock_timestamp() >= ${heldUntil}, false)`,
)

const columns = sql.raw(`order_id as "orderId", customer_id as "customerId", carrier, status,
  tracking_number as "trackingNumber", declared_number as "declaredNumber", reason, address, weight_grams as "weightGrams", pieces, task, attempts,
  scanned_at as "scannedAt", handed_over_at as "handedOverAt", left_at as "leftAt", ${heldUntil} as "heldUntil", traceparent`)

const read = async (from: Db<Database>, query: RawBuilder<Parcel>): Promise<Parcel[]> =>
  (await query.execute(from)).rows

const dueAt = (task: RawBuilder<unknown>, dueMs: RawBuilder<unknown>) =>
  sql`case when ${task} is not null then now() + ${dueMs} * interval '1 millisecond' end`

/** Inserts parcels and returns the ids of those that were not there before; their tasks are leased for `leaseMs`. */
export async function insertParcels(
  trx: Trx<Database>,
  parcels: readonly Parcel[],
  leaseMs: number,
): Promise<Set<string>> {
  const { rows } = await sql<{ order_id: string }>`
    insert into parcels (order_id, customer_id, carrier, status, tracking_number, reason, address,
      weight_grams, pieces, task, traceparent, held_until, due_at)
    select u.*, ${dueAt(sql`u.task`, sql`${leaseMs}::integer`)} from unnest(
      ${parcels.map((parcel) => parcel.orderId)}::uuid[],
      ${parcels.map((parcel) => parcel.customerId)}::text[],
      ${parcels.map((parcel) => parcel.carrier)}::text[],
      ${parcels.map((parcel) => parcel.status)}::text[],
      ${parcels.map((parcel) => parcel.trackingNumber)}::text[],
      ${parcels.map((parcel) => parcel.reason)}::text[],
      ${parcels.map((parcel) => parcel.address && JSON.stringify(parcel.address))}::jsonb[],
      ${parcels.map((parcel) => parcel.weightGrams)}::bigint[],
      ${parcels.map((parcel) => parcel.pieces)}::bigint[],
      ${parcels.map((parcel) => parcel.task)}::text[],
      ${parcels.map((parcel) => parcel.traceparent)}::text[],
      ${parcels.map((parcel) => parcel.heldUntil)}::timestamptz[]
    ) as u (order_id, customer_id, carrier, status, tracking_number, reason, address, weight_grams, pieces, task, traceparent, held_until)
    on conflict (order_id) do nothing returning order_id`.execute(trx)
  return new Set(rows.map((row) => row.order_id))
}

/** Locks parcels in the order of their ids, so that transactions cannot deadlock. */
export const lockParcels = (trx: Trx<Database>, orderIds: readonly string[]) =>
  read(
    trx,
    sql<Parcel>`select ${columns} from parcels where order_id = any(${orderIds}::uuid[])
      order by order_id for update`,
  )

export interface NumberAtTime {
  readonly trackingNumber: string
  readonly at: Date
}

/** Scans are dated by clocks and time zones of carriers; they issue a number again after months. */
const tolerance = sql.raw(`interval '1 day'`)

/**
 * Locks the parcels that these numbers belonged to at these times, and returns one for each: of parcels with one number, the
 * last that had been booked by then. What happened before a parcel was booked is not about it.
 */
export async function lockNumbered(
  trx: Trx<Database>,
  carrier: Carrier,
  numbers: readonly NumberAtTime[],
): Promise<(Parcel | undefined)[]> {
  const { rows } = await sql<{ place: number; orderId: string }>`
    select distinct on (place) place::integer, order_id as "orderId"
    from unnest(${numbers.map(({ trackingNumber }) => trackingNumber)}::text[],
      ${numbers.map(({ at }) => at)}::timestamptz[]) with ordinality as asked (number, at, place)
    join parcels on tracking_number = number and carrier = ${carrier} and created_at <= at + ${tolerance}
    order by place, created_at desc, order_id`.execute(trx)
  const parcels = await lockParcels(trx, [...new Set(rows.map(({ orderId }) => orderId))])
  const byId = new Map(parcels.map((parcel) => [parcel.orderId, parcel]))
  const found = new Map(rows.map(({ place, orderId }) => [place - 1, byId.get(orderId)]))
  return numbers.map(({ trackingNumber }, index) => {
    const parcel = found.get(index)
    return parcel?.trackingNumber === trackingNumber ? parcel : undefined
  })
}

export async function isNumberKnown(
  db: Db<Database>,
  carrier: Carrier,
  trackingNumber: string,
): Promise<boolean> {
  const { rows } = await sql`select from parcels
    where tracking_number = ${trackingNumber} and carrier = ${carrier} limit 1`.execute(db)
  return rows.length > 0
}

export interface ChangedParcel {
  readonly parcel: Parcel
  /** When its task is due, from now; undefined leaves a task that has a due time as it is. */
  readonly dueMs?: number | undefined
}

/** Writes parcels that are locked. */
export async function saveParcels(
  trx: Trx<Database>,
  changed: readonly ChangedParcel[],
): Promise<void> {
  if (changed.length === 0) return
  const parcels = changed.map(({ parcel }) => parcel)
  await sql`
    update parcels p set customer_id = u.customer_id, carrier = u.carrier,
      status = u.status, tracking_number = u.tracking_number, declared_number = u.declared_number, reason = u.reason, task = u.task,
      attempts = u.attempts, scanned_at = u.scanned_at, handed_over_at = u.handed_over_at, left_at = u.left_at, held_until = u.held_until,
      due_at = case when u.task is not null and u.due_ms is null and p.due_at is not null then p.due_at
        else ${dueAt(sql`u.task`, sql`coalesce(u.due_ms, 0)`)} end
    from unnest(
      ${parcels.map((parcel) => parcel.orderId)}::uuid[],
      ${parcels.map((parcel) => parcel.customerId)}::text[],
      ${parcels.map((parcel) => parcel.carrier)}::text[],
      ${parcels.map((parcel) => parcel.status)}::text[],
      ${parcels.map((parcel) => parcel.trackingNumber)}::text[],
      ${parcels.map((parcel) => parcel.declaredNumber)}::text[],
      ${parcels.map((parcel) => parcel.reason)}::text[],
      ${parcels.map((parcel) => parcel.task)}::text[],
      ${parcels.map((parcel) => parcel.attempts)}::integer[],
      ${parcels.map((parcel) => parcel.scannedAt)}::timestamptz[],
      ${parcels.map((parcel) => parcel.handedOverAt)}::timestamptz[],
      ${parcels.map((parcel) => parcel.leftAt)}::timestamptz[],
      ${parcels.map((parcel) => parcel.heldUntil)}::timestamptz[],
      ${changed.map(({ dueMs }) => dueMs ?? null)}::integer[]
    ) as u (order_id, customer_id, carrier, status, tracking_number, declared_number, reason, task, attempts, scanned_at,
      handed_over_at, left_at, held_until, due_ms)
    where p.order_id = u.order_id`.execute(trx)
}

/** Leases due tasks to the caller: those whose lease has expired and those that have to be retried. */
export const claimParcels = (db: Db<Database>, limit: number, leaseMs: number) =>
  read(
    db,
    sql<Parcel>`
      update parcels set due_at = now() + ${leaseMs}::integer * interval '1 millisecond', attempts = attempts + 1
      where order_id in (
        select order_id from parcels where task is not null and due_at <= now()
        order by due_at limit ${limit} for update skip locked
      ) returning ${columns}`,
  )

export async function findParcel(db: Db<Database>, orderId: string): Promise<Parcel | undefined> {
  const [found] = await read(
    db,
    sql<Parcel>`select ${columns} from parcels where order_id = ${orderId}`,
  )
  return found
}

export async function countTasks(db: Db<Database>): Promise<{ book: number; void: number }> {
  const { rows } = await sql<{ book: number; void: number }>`
    select count(*) filter (where task = 'book') as book, count(*) filter (where task = 'void') as void
    from parcels where task is not null`.execute(db)
  return rows[0] ?? { book: 0, void: 0 }
}

/** How long the task that is due longest has been due; 0 when none is. */
export async function oldestDueParcelSeconds(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ seconds: number | null }>`
    select extract(epoch from now() - min(due_at))::float8 as seconds
    from parcels where task is not null and due_at <= now()`.execute(db)
  return rows[0]?.seconds ?? 0
}
