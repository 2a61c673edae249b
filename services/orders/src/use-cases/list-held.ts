import type { Db } from '@stoa/postgres'
import type { z } from 'zod'
import type { heldOrdersAnswer } from '../answers.ts'
import { pendingCommands } from '../commands.ts'
import { fold } from '../fold.ts'
import { waitsOf } from '../settlement.ts'
import { readEvents } from '../store/order-events.ts'
import { type HeldOrder, heldOrders } from '../store/orders.ts'
import type { Database } from '../tables.ts'
import { type StoredEvent, unknownTypeOf } from '../upcast.ts'

type Listed = z.infer<typeof heldOrdersAnswer>['orders'][number]

/** An order on hold, with the messages that it waits for a reply to. */
function describeHeld({ heldAt, ...row }: HeldOrder, events: readonly StoredEvent[]): Listed[] {
  const unknown = unknownTypeOf(events)
  if (unknown) {
    const reason = `it has an event of unknown type ${unknown}, which a newer release stored: a replica of that release shows what it waits for`
    return [{ ...row, reason, since: heldAt.toISOString(), waitingFor: [], steps: [] }]
  }
  const order = fold(row.orderId, events)
  const { orderId, customerId, status, hold } = order
  if (!hold) return []
  const waitingFor = pendingCommands(order).map(({ type }) => type)
  return [{ orderId, customerId, status, ...hold, waitingFor, steps: waitsOf(order) }]
}

/** The orders on hold, longest first. One that only a newer release can read hides no other. */
export async function listHeld(db: Db<Database>, limit: number) {
  const held = await heldOrders(db, limit)
  const events = await readEvents(
    db,
    held.map(({ orderId }) => orderId),
  )
  return held.flatMap((row) => describeHeld(row, events.get(row.orderId) ?? []))
}
