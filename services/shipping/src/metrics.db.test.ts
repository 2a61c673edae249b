import { randomUUID } from 'node:crypto'
import { freshDatabase } from '@stoa/postgres'
import { exposition } from '@stoa/service'
import { expect, it, onTestFinished } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { measureParcels } from './metrics.ts'
import { type Parcel, tombstone } from './parcel.ts'
import { insertParcels } from './store/parcels.ts'
import type { Database } from './tables.ts'

it('parcels are counted by carrier and state', async () => {
  const { db, drop } = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
  onTestFinished(drop)
  const parcel = (more: Partial<Parcel>): Parcel => ({ ...tombstone(randomUUID(), 'x'), ...more })
  const booked = { status: 'booked', reason: null } as const
  const parcels = [
    parcel({}),
    parcel({ ...booked, carrier: 'ups', trackingNumber: '1Z0001' }),
    parcel({ ...booked, carrier: 'ups', trackingNumber: '1Z0002' }),
    parcel({ carrier: 'fedex', status: 'pending', task: 'book', reason: null }),
  ]
  await db.transaction().execute((trx) => insertParcels(trx, parcels, 1_000))
  measureParcels(db)
  const lines = (await exposition()).body.split('\n')
  expect(lines.filter((line) => /^shipping_parcels(_waiting)?\{/.test(line)).sort()).toEqual([
    'shipping_parcels_waiting{task="book"} 1',
    'shipping_parcels_waiting{task="void"} 0',
    'shipping_parcels{carrier="fedex",state="pending"} 1',
    'shipping_parcels{carrier="none",state="cancelled"} 1',
    'shipping_parcels{carrier="ups",state="booked"} 2',
  ])
})
