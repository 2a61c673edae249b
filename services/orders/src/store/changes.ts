import { afterCommit, type Db, type Trx } from '@stoa/postgres'
import { fold } from '../fold.ts'
import { verdictOf } from '../judgement.ts'
import { type Committed, countChange } from '../metrics.ts'
import type { Order } from '../order.ts'
import type { OrderEvent } from '../order-event.ts'
import { advanceProgress, type Progress, progressOf, type StepReply } from '../progress.ts'
import type { Database } from '../tables.ts'
import { topology } from '../topology.ts'
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
  /** As before the events. */
  readonly progress: Progress
  readonly judged: boolean
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
  const known = new Map(rows.map(({ orderId, version }) => [orderId, recall(orderId, version)]))
  const unknown = rows.map(({ orderId }) => orderId).filter((orderId) => !known.get(orderId))
  for (const [orderId, events] of await readEvents(trx, unknown))
    known.set(orderId, { order: fold(orderId, events), progress: progressOf(events) })
  return new Map(
    rows.flatMap(({ orderId, judged }) => {
      const { order, progress } = known.get(orderId) ?? {}
      if (!order || !progress) return []
      return [[orderId, { before: order, after: order, events: [], progress, judged }]]
    }),
  )
}

/** What the change comes to beside the order's state. */
function outcomeOf({ before, after, events, judged, ...change }: Change, at: Date): Committed {
  const replies: StepReply[] = []
  let { progress } = change
  for (const event of events) {
    const next = advanceProgress(progress, event, at.getTime())
    progress = next.progress
    if (next.reply) replies.push(next.reply)
  }
  const { placedAt } = before
  const verdict = verdictOf({ judged, placedAt, events, progress }, at, topology.confirmMsP99)
  return { before, after, events, progress, replies, verdict }
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
  const outcomes = changed.map((change) => outcomeOf(change, at))
  const decided = new Set(outcomes.flatMap(({ after, verdict }) => (verdict ? [after] : [])))
  await appendEvents(trx, events, at)
  await updateOrders(trx, orders, at, { deadlineOf, isJudged: (order) => decided.has(order) })
  await giveBackUses(trx, changed.flatMap(quoteGivenBack))
  afterCommit(trx, () => {
    remember(outcomes.map(({ after: order, progress }) => ({ order, progress })))
    for (const outcome of outcomes) countChange(outcome, at)
  })
}

const quoteGivenBack = ({ before: { quoteId, quoteMaxUses }, events }: Change): string[] =>
  quoteId && quoteMaxUses && events.some(({ type }) => type === 'order.cancelled') ? [quoteId] : []
