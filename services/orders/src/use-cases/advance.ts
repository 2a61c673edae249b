import { type Received, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import { announcementsOf } from '../commands.ts'
import { deadlineOf } from '../deadline.ts'
import type { Deps } from '../deps.ts'
import { decideNews } from '../news.ts'
import { evolve } from '../order.ts'
import type { Reply as OrderReply } from '../order-event.ts'
import { lockOrders, saveChanges } from '../store/changes.ts'

export type Reply = Received<OrderReply['type'], { readonly orderId: string }>

/** The reply without the order's id, which its events are stored under. Its schema has been checked. */
function replyOf({ type, data: { orderId: _, ...data } }: Reply['message']): OrderReply {
  return { type, data } as OrderReply
}

/** Applies replies of other services to their orders, in one transaction for all of them. */
export async function advance(deps: Deps, batch: readonly Reply[]): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const replies = await takeFromInbox(trx, batch)
    if (replies.length === 0) return
    const orders = await lockOrders(
      trx,
      replies.map(({ message }) => message.data.orderId),
    )
    const announcements = replies.flatMap(({ message }) => {
      const change = orders.get(message.data.orderId)
      if (!change) throw new Error(`${message.type} is about an order that does not exist here`)
      const events = decideNews(replyOf(message), change.after)
      const before = change.after
      change.after = events.reduce(evolve, before)
      change.events.push(...events)
      return announcementsOf(before, change.after, events, message.traceparent)
    })
    const at = deps.now()
    await saveChanges(trx, [...orders.values()], at, (order) => deadlineOf(order, at, deps))
    await deps.outbox.add(trx, announcements)
  })
}
