import { insertOutbox, type OutboxRow } from '@stoa/events'
import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import { countPlaced } from '../metrics.ts'
import type { Order } from '../order.ts'
import type { OrderPlaced } from '../order-event.ts'
import { progressOf } from '../progress.ts'
import type { Database } from '../tables.ts'
import { insertAnswers } from './idempotency.ts'
import { remember } from './open-orders.ts'
import { insertFirstEvents } from './order-events.ts'
import { insertOrders } from './orders.ts'
import { countUses, type QuoteUse } from './quotes.ts'

export interface Acceptance {
  readonly order: Order
  readonly quoteUse?: QuoteUse | undefined
  readonly placed: OrderPlaced['data']
  readonly caller: string
  readonly key: string
  readonly fingerprint: string
  /** The answer, stored to be given again byte for byte. */
  readonly body: string
}

/**
 * One statement for a batch of orders: the orders, their first events, their idempotency records, the uses of their quotes
 * and the outbox. All of it or nothing: a key that is taken already, or a quote that is used up, fails the whole statement.
 */
export async function acceptOrders(
  db: Db<Database>,
  accepted: readonly Acceptance[],
  outbox: readonly OutboxRow[],
  at: Date,
  deadline: Date,
): Promise<void> {
  const orders = accepted.map(({ order }) => order)
  const answers = accepted.map((one) => ({ ...one, orderId: one.order.orderId, status: 202 }))
  const events = accepted.map(({ order: { orderId }, placed }) => ({ orderId, placed }))
  const uses = accepted.flatMap(({ quoteUse }) => quoteUse ?? [])
  await sql`
    with answers as (${insertAnswers(answers)}),
      ${uses.length > 0 ? sql`quotes_used as (${countUses(uses)}),` : sql``}
      events as (${insertFirstEvents(events, at)}),
      messages as (${insertOutbox(outbox)})
    ${insertOrders(orders, at, deadline)}`.execute(db)
  remember(
    accepted.map(({ order, placed }) => ({
      order,
      progress: progressOf([{ type: 'order.placed', data: placed, at }]),
    })),
  )
  countPlaced(orders.length)
}
