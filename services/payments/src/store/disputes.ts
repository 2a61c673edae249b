import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Dispute, ListedDispute } from '../dispute.ts'
import type { Provider } from '../payment.ts'
import type { Database } from '../tables.ts'
import { type Column, namesOf, unnest } from './rows.ts'

const written: readonly Column<Dispute>[] = [
  ['provider', 'text', ({ provider }) => provider],
  ['dispute_id', 'text', ({ disputeId }) => disputeId],
  ['order_id', 'uuid', ({ orderId }) => orderId],
  ['amount_minor', 'bigint', ({ amountMinor }) => amountMinor],
  ['currency', 'text', ({ currency }) => currency],
  ['reason', 'text', ({ reason }) => reason],
  ['status', 'text', ({ status }) => status],
  ['movements', 'integer', ({ movements }) => movements],
  ['lost_minor', 'bigint', ({ lostMinor }) => lostMinor],
  ['capture_ref', 'text', ({ captureRef }) => captureRef],
  ['respond_by', 'timestamptz', ({ respondBy }) => respondBy],
  ['as_of', 'timestamptz', ({ asOf }) => asOf],
  ['times_booked', 'integer', ({ timesBooked }) => timesBooked],
]

const shown = `provider, dispute_id as "disputeId", order_id as "orderId", amount_minor as "amountMinor",
  currency, reason, status, respond_by as "respondBy"`
const columns = sql.raw(
  `${shown}, movements, lost_minor as "lostMinor", capture_ref as "captureRef", as_of as "asOf",
  times_booked as "timesBooked"`,
)

/** What events change of a dispute. */
const kept = sql.raw(
  written
    .filter(([name]) => !['provider', 'dispute_id', 'order_id', 'currency'].includes(name))
    .map(([name]) => `${name} = excluded.${name}`)
    .join(', '),
)

export const disputeKey = (provider: Provider, disputeId: string): string =>
  `${provider} ${disputeId}`

/** Reads the disputes of orders whose payments are locked, by provider and id. */
export async function readDisputes(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Map<string, Dispute>> {
  if (orderIds.length === 0) return new Map()
  const { rows } = await sql<Dispute>`
    select ${columns} from disputes where order_id = any(${[...orderIds]}::uuid[])`.execute(trx)
  return new Map(rows.map((one) => [disputeKey(one.provider, one.disputeId), one]))
}

export async function saveDisputes(
  trx: Trx<Database>,
  disputes: readonly Dispute[],
): Promise<void> {
  if (disputes.length === 0) return
  await sql`
    insert into disputes (${namesOf(written)}) select * from ${unnest(written, disputes)}
    on conflict (provider, dispute_id) do update set ${kept},
      closed_at = case when excluded.status <> 'open' then coalesce(disputes.closed_at, now()) end`.execute(
    trx,
  )
}

/** Disputes of a status, the one that was opened first first. */
export async function listDisputes(
  db: Db<Database>,
  status: Dispute['status'],
  limit: number,
): Promise<ListedDispute[]> {
  const { rows } = await sql<ListedDispute>`
    select ${sql.raw(shown)}, movements > 0 as withdrawn, fee_minor as "feeMinor",
      coalesce(fee_currency, currency) as "feeCurrency", opened_at as "openedAt",
      closed_at as "closedAt"
    from disputes where status = ${status} order by opened_at, dispute_id limit ${limit}`.execute(
    db,
  )
  return rows
}

export async function countOpenDisputes(db: Db<Database>): Promise<number> {
  const { rows } = await sql<{ open: number }>`
    select count(*) as open from disputes where status = 'open'`.execute(db)
  return rows[0]?.open ?? 0
}
