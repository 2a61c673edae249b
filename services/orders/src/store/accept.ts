import { columnsOf, type OutboxRow } from '@stoa/events'
import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Order } from '../order.ts'
import type { OrderPlaced } from '../order-event.ts'
import type { Database } from '../tables.ts'
import { remember } from './recent.ts'

export interface Acceptance {
  readonly order: Order
  readonly placed: OrderPlaced['data']
  readonly caller: string
  readonly key: string
  readonly fingerprint: string
  /** The answer, kept to be given again byte for byte. */
  readonly body: string
}

/**
 * One statement for a batch of orders: the orders, their first event, their idempotency records and
 * the outbox. All of it or nothing: a key that is taken already fails the whole statement.
 */
export async function acceptOrders(
  db: Db<Database>,
  accepted: readonly Acceptance[],
  outbox: readonly OutboxRow[],
  at: Date,
  deadline: Date,
): Promise<void> {
  const { ids, subjects, payloads, items } = columnsOf(outbox)
  const column = <Value>(pick: (one: Acceptance) => Value) => accepted.map(pick)
  await sql`
    with asked as (
      select * from unnest(
        ${column(({ order }) => order.orderId)}::uuid[], ${column(({ placed }) => placed.customerId)}::text[],
        ${column(({ placed }) => placed.totalMinor)}::bigint[], ${column(({ placed }) => placed.currency)}::text[],
        ${column(({ placed }) => JSON.stringify(placed))}::text[], ${column(({ caller }) => caller)}::text[],
        ${column(({ key }) => key)}::text[], ${column(({ fingerprint }) => fingerprint)}::text[],
        ${column(({ body }) => body)}::text[]
      ) as u (order_id, customer_id, total_minor, currency, placed, caller, key, fingerprint, body)
    ), keys as (
      insert into idempotency_keys (caller, key, fingerprint, order_id, status, body)
      select caller, key, fingerprint, order_id, 202, body from asked
    ), first_events as (
      insert into order_events (order_id, version, type, data, at)
      select order_id, 1, 'order.placed', placed::json, ${at} from asked
    ), said as (
      insert into outbox (id, subject, payload, items)
      select * from unnest(${ids}::uuid[], ${subjects}::text[], ${payloads}::text[], ${items}::integer[])
    )
    insert into orders (order_id, customer_id, status, version, total_minor, currency,
      placed_at, updated_at, open, asked_at, deadline_at)
    select order_id, customer_id, 'placed', 1, total_minor, currency,
      ${at}, ${at}, true, ${at}, ${deadline} from asked`.execute(db)
  remember(accepted.map(({ order }) => order))
}
