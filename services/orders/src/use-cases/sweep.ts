import type { Announcement } from '@stoa/events'
import { inTransaction, isTransient } from '@stoa/postgres'
import { announcementsOf, pendingCommands } from '../commands.ts'
import { capturesAfterMs, deadlineOf, givenUp, holdReason, type WaitPolicy } from '../deadline.ts'
import { type Command, decide } from '../decide.ts'
import type { Deps } from '../deps.ts'
import { evolve, type Order } from '../order.ts'
import { lockOrders, saveChanges } from '../store/changes.ts'
import { lockOverdue, overdueIds, postpone } from '../store/orders.ts'
import type { Published } from '../topology.ts'

const limit = 200
/** An order whose sweep fails for good is left alone for so long, so that it delays no other. */
const brokenAgainMs = 60_000

/**
 * Sends the commands of orders again that have waited too long for a reply, requests steps that the process has gained,
 * gives up orders whose deadline has passed, captures ready ones before their authorisation expires, and puts those on hold
 * that no deadline ends. The time up to `stalledUntil`, in which nothing could be stored, counts for
 * no deadline. Resolves to the number of orders.
 */
export async function sweep(deps: Deps, stalledUntil = new Date(0)): Promise<number> {
  const orderIds = await overdueIds(deps.db, deps.now(), limit)
  if (orderIds.length > 0) await sweepOrders(deps, orderIds, stalledUntil)
  return orderIds.length
}

/** Sweeps the orders in one transaction; one that fails for good is separated from the others by halves. */
async function sweepOrders(
  deps: Deps,
  orderIds: readonly string[],
  stalledUntil: Date,
): Promise<void> {
  try {
    await sweepTogether(deps, orderIds, stalledUntil)
  } catch (error) {
    if (isTransient(error)) throw error
    const half = Math.ceil(orderIds.length / 2)
    if (orderIds.length === 1) return leaveAlone(deps, orderIds, error)
    await sweepOrders(deps, orderIds.slice(0, half), stalledUntil)
    await sweepOrders(deps, orderIds.slice(half), stalledUntil)
  }
}

async function leaveAlone(deps: Deps, orderIds: readonly string[], err: unknown): Promise<void> {
  const at = new Date(deps.now().getTime() + brokenAgainMs)
  await postpone(
    deps.db,
    orderIds.map((orderId) => ({ orderId, at })),
  )
  deps.log.error({ err, orderIds }, 'an overdue order cannot be swept; trying again in a minute')
}

function sweepCommand(order: Order, waitedMs: number, at: Date, policy: WaitPolicy): Command {
  const late = givenUp(order, waitedMs, at)
  if (late) return { type: 'give-up', reason: late }
  if (waitedMs >= (capturesAfterMs(order, policy) ?? Number.POSITIVE_INFINITY))
    return { type: 'capture-early' }
  const stuck = holdReason(order, waitedMs)
  return stuck ? { type: 'hold', reason: stuck, at } : { type: 'request-new-steps' }
}

async function sweepTogether(
  deps: Deps,
  orderIds: readonly string[],
  stalledUntil: Date,
): Promise<void> {
  const now = deps.now()
  const swept = await inTransaction(deps.db, async (trx) => {
    const overdue = await lockOverdue(trx, orderIds, now)
    const orders = await lockOrders(
      trx,
      overdue.map(({ orderId }) => orderId),
    )
    const messages: Announcement<Published>[] = []
    const postponed: { orderId: string; at: Date }[] = []
    const counts = { givenUp: 0, onHold: 0 }
    for (const { orderId, requestedAt } of overdue) {
      const change = orders.get(orderId)
      if (!change) continue
      const { before } = change
      const waitedMs = now.getTime() - Math.max(+requestedAt, +stalledUntil)
      const command = sweepCommand(before, waitedMs, now, deps)
      change.events.push(...decide(command, before))
      change.after = change.events.reduce(evolve, before)
      messages.push(...announcementsOf(before, change.after, change.events))
      if (command.type === 'give-up') counts.givenUp++
      if (command.type === 'hold') counts.onHold++
      if (command.type !== 'request-new-steps') continue
      messages.push(...pendingCommands(before))
      if (change.events.length === 0)
        postponed.push({ orderId, at: deadlineOf(before, now, deps, waitedMs) })
    }
    await saveChanges(trx, [...orders.values()], now, (order) => deadlineOf(order, now, deps))
    await postpone(trx, postponed)
    await deps.outbox.add(trx, messages)
    return { orders: overdue.length, ...counts }
  })
  if (swept.orders > 0)
    deps.log.warn(
      swept,
      'orders got no reply in time; their commands are sent again, but those past their deadline are cancelled or put on hold',
    )
}
