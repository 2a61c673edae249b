import { randomUUID } from 'node:crypto'
import { type FreshDatabase, freshDatabase, migrate } from '@stoa/postgres'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { findParcel } from './store/parcels.ts'
import type { Database } from './tables.ts'

const before = Object.fromEntries(
  Object.entries(migrations).filter(([name]) => name < '0006-handed-over'),
)
let fresh: FreshDatabase<Database>
beforeAll(async () => {
  fresh = await freshDatabase(process.env.TEST_POSTGRES, before)
})
afterAll(() => fresh.drop())

it('parcels of the release before that were scanned count as handed over, the others wait', async () => {
  const statuses = [
    'booked',
    'in_transit',
    'out_for_delivery',
    'delivered',
    'exception',
    'cancelled',
  ]
  const parcels = statuses.map((status) => ({ orderId: randomUUID(), status }))
  for (const { orderId, status } of parcels)
    await sql`insert into parcels (order_id, customer_id, carrier, status, tracking_number, scanned_at)
      values (${orderId}, 'c-1', 'ups', ${status}, ${orderId}, ${
        status === 'in_transit' ? '2026-05-01T00:00:00Z' : null
      })`.execute(fresh.db)
  await migrate(fresh.db, migrations)
  for (const { orderId, status } of parcels) {
    const parcel = await findParcel(fresh.db, orderId)
    const waits = status === 'booked' || status === 'cancelled'
    expect([status, parcel?.handedOverAt === null]).toEqual([status, waits])
    if (status === 'in_transit')
      expect(parcel?.handedOverAt).toEqual(new Date('2026-05-01T00:00:00Z'))
  }
})
