import type { Db } from '@stoa/postgres'
import { pendingCommands } from '../commands.ts'
import { fold } from '../fold.ts'
import { waitsOf } from '../settlement.ts'
import { readEvents } from '../store/order-events.ts'
import { heldOrderIds } from '../store/orders.ts'
import type { Database } from '../tables.ts'

/** The orders on hold, longest first, with the messages that each waits for a reply to. */
export async function listHeld(db: Db<Database>, limit: number) {
  const orderIds = await heldOrderIds(db, limit)
  const events = await readEvents(db, orderIds)
  return orderIds.flatMap((orderId) => {
    const order = fold(orderId, events.get(orderId) ?? [])
    const { customerId, status, hold } = order
    if (!hold) return []
    const waitingFor = pendingCommands(order).map(({ type }) => type)
    return [{ orderId, customerId, status, ...hold, waitingFor, steps: waitsOf(order) }]
  })
}
