import { randomUUID } from 'node:crypto'
import {
  type DataOf,
  inventoryRelease,
  inventoryReserve,
  type MessageDefinition,
  orderSettled,
  orderShipped,
  shippingLeftCancelled,
  shippingLeftSettled,
} from '@stoa/contracts'
import { createOutbox, type Received } from '@stoa/events'
import { freshDatabase } from '@stoa/postgres'
import { primaryReads } from '@stoa/postgres/replica'
import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { migrations } from '../migrations/index.ts'
import type { Deps } from './deps.ts'
import type { Database } from './tables.ts'
import { topology } from './topology.ts'
import { receiveStock } from './use-cases/receive-stock.ts'

/** An event as a consumer receives it, in a message of its own. */
const received = <D extends MessageDefinition>(
  definition: D,
  data: DataOf<D>,
): Received<D['type'], DataOf<D>> => ({
  message: {
    specversion: '1.0',
    id: randomUUID(),
    type: definition.type,
    source: 'orders',
    subject: (data as { orderId: string }).orderId,
    time: new Date().toISOString(),
    data,
  },
  delivery: { id: randomUUID(), index: 0, size: 1 },
})

type Lines = readonly (readonly [sku: string, quantity: number])[]

const linesOf = (lines: Lines) => lines.map(([sku, quantity]) => ({ sku, quantity }))

export const reserveCommand = (orderId: string, ...lines: Lines) =>
  received(inventoryReserve, { orderId, lines: linesOf(lines) })

export const releaseCommand = (orderId: string) =>
  received(inventoryRelease, { orderId, reason: 'declined' })

export const orderShippedEvent = (orderId: string) =>
  received(orderShipped, {
    orderId,
    customerId: 'ann',
    totalMinor: 100,
    currency: 'GBP',
    pieces: 1,
    placedAt: new Date().toISOString(),
    trackingNumber: 'STOA000001',
  })

export const leftCancelledEvent = (orderId: string) =>
  received(shippingLeftCancelled, {
    ...{ orderId, carrier: 'own-fleet', trackingNumber: 'STOA000001' },
    at: new Date().toISOString(),
  })

export const leftSettledEvent = (orderId: string, outcome: 'returned' | 'lost' | 'paid') =>
  received(shippingLeftSettled, { orderId, outcome })

export const settledEvent = (orderId: string, outcome: 'released' | 'gone') =>
  received(orderSettled, { orderId, customerId: 'ann', step: 'stock', outcome })

export type TestInventory = Awaited<ReturnType<typeof openTestInventory>>

/** The use cases' dependencies on a database of their own, and what tests look at. */
export async function openTestInventory(server: string | undefined) {
  const { db, drop } = await freshDatabase<Database>(server, migrations)
  const deps: Deps = {
    outbox: createOutbox(topology),
    ...{ db, replicas: primaryReads(db) },
    log: createLog('inventory', 'error'),
  }

  /** Events in the outbox, in order. */
  const announced = async () => {
    const { rows } = await sql<{
      type: string
      orderId: string
      reason: string | null
      skus: string[] | null
      left: { sku: string; quantity: number }[] | null
    }>`
      select e->>'type' as type, e->'data'->>'orderId' as "orderId", e->'data'->>'reason' as reason,
        e->'data'->'skus' as skus, e->'data'->'left' as "left"
      from outbox o, jsonb_array_elements(o.payload::jsonb) with ordinality as a (e, n)
      order by o.id, n`.execute(db)
    return rows
  }

  return {
    deps,
    close: drop,
    async reset() {
      await sql`truncate stock, reservations, reservation_lines, receipts, outbox, inbox`.execute(
        db,
      )
    },
    receive: (warehouse: string, ...lines: Lines) =>
      receiveStock(deps, { receiptId: randomUUID(), warehouse, lines: linesOf(lines) }),
    /** [SKU, warehouse, on hand, reserved, sold] of each row. */
    async stock() {
      const { rows } = await sql<Database['stock']>`
        select * from stock order by sku, warehouse`.execute(db)
      return rows.map((row) => [row.sku, row.warehouse, row.on_hand, row.reserved, row.sold])
    },
    async statusOf(orderId: string) {
      const { rows } = await sql<{ status: string }>`
        select status from reservations where order_id = ${orderId}`.execute(db)
      return rows[0]?.status
    },
    announced,
    announcedFor: async (orderId: string) =>
      (await announced()).filter((one) => one.orderId === orderId).map(({ type }) => type),
  }
}
