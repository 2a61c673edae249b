import type { Announcement } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import { announcementsOf, pendingCommands } from '../commands.ts'
import { deadlineOf, givenUp } from '../deadline.ts'
import { decide } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { evolve } from '../order.ts'
import { lockOrders, saveChanges } from '../store/orders.ts'
import { overdueOrders, postpone } from '../store/read.ts'
import type { Published } from '../topology.ts'

const limit = 200

/**
 * Sends the commands of orders again that have waited too long for a reply, requests steps that the process has gained,
 * and gives up orders whose deadline has passed. The time up to `stalledUntil`, in which nothing could be stored, counts for
 * no deadline. Resolves to the number of orders.
 */
export async function sweep(deps: Deps, stalledUntil = new Date(0)): Promise<number> {
  return inTransaction(deps.db, async (trx) => {
    const now = deps.now()
    const overdue = await overdueOrders(trx, now, limit)
    if (overdue.length === 0) return 0
    const orders = await lockOrders(
      trx,
      overdue.map(({ order_id }) => order_id),
    )
    const messages: Announcement<Published>[] = []
    const postponed: { orderId: string; at: Date }[] = []
    for (const { order_id: orderId, asked_at } of overdue) {
      const change = orders.get(orderId)
      if (!change) continue
      const { before } = change
      const reason = givenUp(before, now.getTime() - Math.max(+asked_at, +stalledUntil))
      change.events.push(
        ...decide(reason ? { type: 'give-up', reason } : { type: 'resume' }, before),
      )
      change.after = change.events.reduce(evolve, before)
      messages.push(...announcementsOf(before, change.after, change.events))
      if (reason) continue
      messages.push(...pendingCommands(before))
      if (change.events.length === 0) postponed.push({ orderId, at: deadlineOf(before, now) })
    }
    await saveChanges(trx, [...orders.values()], now, (order) => deadlineOf(order, now))
    await postpone(trx, postponed)
    await deps.outbox.add(trx, messages)
    deps.log.warn(
      { orders: overdue.length, givenUp: overdue.length - postponed.length },
      'orders got no reply in time; their commands are sent again, those past their deadline are cancelled',
    )
    return overdue.length
  })
}
