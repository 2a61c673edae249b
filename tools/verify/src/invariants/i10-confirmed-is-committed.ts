import { createCheckResult } from '../check-result.ts'
import type { Invariant } from '../invariant.ts'
import { mergeByKey, sortedRows } from '../merge-by-key.ts'

const premature = `
  select order_id::text from order_events
  where type in ('inventory.reserved', 'payments.authorised', 'order.confirmed')
  group by order_id
  having min(version) filter (where type = 'order.confirmed') < greatest(
    coalesce(min(version) filter (where type = 'inventory.reserved'), 2147483647),
    coalesce(min(version) filter (where type = 'payments.authorised'), 2147483647))`

const confirmed = `
  select order_id::text from orders where status in ('confirmed', 'ready', 'shipped') order by order_id`

const held = `
  select order_id::text from reservations where status in ('held', 'sold') order by order_id`

const paid = `
  select order_id::text from payments where status in ('authorised', 'captured') order by order_id`

const confirmedAt = `
  select order_id::text, extract(epoch from at)::float8 * 1000 from order_events
  where type = 'order.confirmed' order by order_id`

const goneForOrders = `
  select order_id::text from order_events where type = 'shipping.handed_over' order by order_id`

const goneForShipping = `
  select order_id::text from parcels where handed_over_at is not null order by order_id`

/** Clients and Postgres use the same clock; clients round to the millisecond. */
const toleranceMs = 2

export const confirmedIsCommitted: Invariant = {
  id: 'I10',
  summary: 'no order is confirmed before stock and payment, or shipped early',
  async check({ db, history }) {
    const result = createCheckResult()
    for (const [orderId] of await db.rows('orders', premature))
      result.addViolation(String(orderId), 'was confirmed before its stock and payment')
    for (const [database, sql, absence] of [
      ['inventory', held, 'it has no stock reservation'],
      ['payments', paid, 'it has no payment'],
    ] as const)
      await mergeByKey(db.blocks('orders', confirmed), db.blocks(database, sql), (order, found) => {
        if (!order) return
        result.checked += 1
        if (!found) result.addViolation(String(order[0]), `is confirmed, but ${absence}`)
      })
    await mergeByKey(
      db.blocks('orders', goneForOrders),
      db.blocks('shipping', goneForShipping),
      (order, parcel) => {
        if (!order) return
        result.checked += 1
        if (!parcel) result.addViolation(String(order[0]), 'was shipped, but its parcel is here')
      },
    )
    const firstObservedMs = new Map<string, number>()
    for (const { seen, orderId, time } of history.seen)
      if (seen === 'confirmed')
        firstObservedMs.set(orderId, Math.min(time, firstObservedMs.get(orderId) ?? time))
    await mergeByKey(
      sortedRows([...firstObservedMs]),
      db.blocks('orders', confirmedAt),
      (observed, event) => {
        if (!observed) return
        result.checked += 1
        const [orderId, time] = observed
        if (!event)
          result.addViolation(String(orderId), 'was observed as confirmed, but never was confirmed')
        else if (Number(event[1]) > Number(time) + toleranceMs)
          result.addViolation(String(orderId), 'was observed as confirmed before it was confirmed')
      },
    )
    return result
  },
}
