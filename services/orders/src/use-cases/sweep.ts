import { type Announcement, enqueue } from '@stoa/events'
import { inTransaction } from '@stoa/postgres'
import { announcementsOf, askAgain } from '../commands.ts'
import { deadlineOf, givenUp } from '../deadline.ts'
import { decide } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { evolve } from '../order.ts'
import { lockOrders, saveChanges } from '../store/orders.ts'
import { overdueOrders, postpone } from '../store/read.ts'

const limit = 200

/**
 * Orders that wait too long are asked for again, and given up when that has not helped. The time up to
 * `stalledUntil`, in which nothing could be stored, counts for no deadline. Answers how many.
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
    const said: Announcement[] = []
    const postponed: { orderId: string; at: Date }[] = []
    for (const { order_id: orderId, asked_at } of overdue) {
      const change = orders.get(orderId)
      if (!change) continue
      const reason = givenUp(change.before, now.getTime() - Math.max(+asked_at, +stalledUntil))
      if (reason) {
        change.events.push(...decide({ type: 'give-up', reason }, change.before))
        change.after = change.events.reduce(evolve, change.before)
        said.push(...announcementsOf(change.before, change.after, change.events))
      } else {
        said.push(...askAgain(change.before))
        postponed.push({ orderId, at: deadlineOf(change.before, now) })
      }
    }
    await saveChanges(trx, [...orders.values()], now, (order) => deadlineOf(order, now))
    await postpone(trx, postponed)
    await enqueue(trx, said)
    deps.log.warn(
      { orders: overdue.length, givenUp: overdue.length - postponed.length },
      'orders waited too long',
    )
    return overdue.length
  })
}
