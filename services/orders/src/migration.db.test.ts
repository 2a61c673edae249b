import { type FreshDatabase, freshDatabase, migrate } from '@stoa/postgres'
import fc from 'fast-check'
import { sql } from 'kysely'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { migrations } from '../migrations/index.ts'
import { fold } from './fold.ts'
import type { Reply } from './order-event.ts'
import { readEvents } from './store/order-events.ts'
import type { Database } from './tables.ts'
import { replyOfRelease01 } from './testing-release-0-1.ts'
import { type StoredEvent, upcast, upcastPlaced } from './upcast.ts'

const before = Object.fromEntries(
  Object.entries(migrations).filter(([name]) => name < '0003-events-hold-facts'),
)

let fresh: FreshDatabase<Database>

beforeAll(async () => {
  fresh = await freshDatabase(process.env.TEST_POSTGRES, before)
})
afterAll(() => fresh.drop())

const replies = [
  ...['inventory.reserved', 'payments.authorised', 'shipping.booked', 'payments.captured'],
  ...['inventory.rejected', 'payments.declined', 'shipping.rejected', 'payments.capture_refused'],
  ...['inventory.released', 'payments.voided', 'shipping.cancelled'],
] as Reply['type'][]

const placed: StoredEvent = {
  type: 'order.placed',
  data: { customerId: 'c-1', lines: [], currency: 'GBP', totalMinor: 1, pieces: 1, weightGrams: 1 },
  at: new Date(0),
}

/** The events that release 0.1 stored for an order with these replies. */
function storedByRelease01(story: readonly Reply['type'][]): StoredEvent[] {
  const events = [placed]
  for (const type of story) {
    const reply = { type, data: { reason: 'no', trackingNumber: 'T', skus: [] } } as Reply
    events.push(...replyOfRelease01(reply, events))
  }
  return events
}

/** The events in the form that reading them gives, one after the other. */
function inTodaysForm(orderId: string, events: readonly StoredEvent[]) {
  return events.map((event, index) => {
    const { type, data } =
      index === 0 ? upcastPlaced(event) : upcast(event, fold(orderId, events.slice(0, index)))
    return { type, data }
  })
}

it('the events of release 0.1 are stored in today’s form', async () => {
  const stories = fc.sample(fc.array(fc.constantFrom(...replies), { maxLength: 10 }), 200)
  const orders = new Map(stories.map((story) => [uuidv7(), storedByRelease01(story)]))
  for (const [orderId, events] of orders)
    await sql`insert into order_events (order_id, version, type, data, at)
      select ${orderId}, n, event ->> 'type', event -> 'data', now()
      from jsonb_array_elements(${JSON.stringify(events)}::jsonb) with ordinality as e (event, n)`.execute(
      fresh.db,
    )
  await migrate(fresh.db, migrations)
  const migrated = await readEvents(fresh.db, [...orders.keys()])
  for (const [orderId, events] of orders) {
    const now = migrated.get(orderId)?.map(({ type, data }) => ({ type, data }))
    expect(now).toEqual(inTodaysForm(orderId, events))
  }
})
