import { afterCommit, type Db, type Trx } from '@stoa/postgres'
import { fold } from '../fold.ts'
import type { Order } from '../order.ts'
import type { OrderEvent } from '../order-event.ts'
import type { Database } from '../tables.ts'
import type { StoredEvent } from '../upcast.ts'
import { recall, remember } from './open-orders.ts'
import { appendEvents, readEvents } from './order-events.ts'
import { lockRows, updateOrders } from './orders.ts'
import { giveBackUses } from './quotes.ts'

/** An order and what becomes of it in this transaction. */
export interface Change {
  readonly before: Order
  after: Order
  readonly events: OrderEvent[]
}

export async function findOrder(
  db: Db<Database>,
  orderId: string,
): Promise<{ order: Order; history: readonly StoredEvent[] } | undefined> {
  const history = (await readEvents(db, [orderId])).get(orderId)
  return history && { order: fold(orderId, history), history }
}

/** Locks the orders and folds their events, unless this process remembers them. Unknown ids are left out. */
export async function lockOrders(
  trx: Trx<Database>,
  orderIds: readonly string[],
): Promise<Map<string, Change>> {
  const rows = await lockRows(trx, [...new Set(orderIds)])
  const orders = new Map(rows.map(({ orderId, version }) => [orderId, recall(orderId, version)]))
  const unknown = rows.map(({ orderId }) => orderId).filter((orderId) => !orders.get(orderId))
  for (const [orderId, events] of await readEvents(trx, unknown))
    orders.set(orderId, fold(orderId, events))
  const changes = [...orders.values()].flatMap((order) =>
    order ? [{ before: order, after: order, events: [] }] : [],
  )
  return new Map(changes.map((change) => [change.before.orderId, change]))
}

/** Appends the events, brings the read model up to them, and gives back the quotes of cancelled orders. */
export async function saveChanges(
  trx: Trx<Database>,
  changes: readonly Change[],
  at: Date,
  deadlineOf: (order: Order) => Date,
): Promise<void> {
  const changed = changes.filter(({ events }) => events.length > 0)
  if (changed.length === 0) return
  const events = changed.flatMap(({ before: { orderId, version }, events }) =>
    events.map((event, index) => ({ orderId, version: version + index + 1, event })),
  )
  const orders = changed.map(({ after }) => after)
  await appendEvents(trx, events, at)
  await updateOrders(trx, orders, at, deadlineOf)
  await giveBackUses(trx, changed.flatMap(quoteGivenBack))
  afterCommit(trx, () => remember(orders))
}

const quoteGivenBack = ({ before: { quoteId, quoteMaxUses }, events }: Change): string[] =>
  quoteId && quoteMaxUses && events.some(({ type }) => type === 'order.cancelled') ? [quoteId] : []
