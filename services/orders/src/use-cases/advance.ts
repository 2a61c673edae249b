import { enqueue, type Received, takeFromInbox } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import { announcementsOf } from '../commands.ts'
import { deadlineOf } from '../deadline.ts'
import { decideReply } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { evolve, type OrderEvent } from '../order.ts'
import { lockOrders, saveChanges } from '../store/orders.ts'

export type Reply = Received<string, { readonly orderId: string }>

/** Takes replies of other services: each brings its order one step on, in one transaction for all of them. */
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
      if (!change) throw new Error(`${message.type} speaks of an order that is not here`)
      const { orderId: _, ...data } = message.data
      const events = decideReply({ type: message.type, data } satisfies OrderEvent, change.after)
      const before = change.after
      change.after = events.reduce(evolve, before)
      change.events.push(...events)
      return announcementsOf(before, change.after, events, message.traceparent)
    })
    const at = deps.now()
    await saveChanges(trx, [...orders.values()], at, (order) => deadlineOf(order, at))
    await enqueue(trx, announcements)
  })
}
