import { createCheckResult } from '../check-result.ts'
import type { Invariant } from '../invariant.ts'
import { mergeByKey, sortedRows } from '../merge-by-key.ts'
import { mayBeUnpaid } from './unpaid-orders.ts'

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

const payments = `select order_id::text, status from payments order by order_id`

const confirmedAt = `
  select order_id::text, extract(epoch from at)::float8 * 1000 from order_events
  where type = 'order.confirmed' order by order_id`

const goneForOrders = `
  select order_id::text from order_events where type = 'shipping.handed_over' order by order_id`

const goneForShipping = `
  select order_id::text from parcels where handed_over_at is not null order by order_id`

/** By a manifest: the scan of a carrier says what has happened, and is recorded whatever became of the money. */
const goneUnpaid = `
  select p.order_id::text, p.handed_over_at::text from parcels p
  left join renewed_holds r on r.order_id = p.order_id
  where p.held_until is not null and p.handed_over_at >= greatest(p.held_until, r.held_until)
    and not exists (select from scans s
      where s.order_id = p.order_id and s.at = p.handed_over_at and s.status <> 'exception')
  order by p.order_id`

/** An order manager says it too. */
const declaredGone = `
  select distinct order_id::text from order_events
  where type = 'hold.settled' and data->'settlement'->>'step' = 'parcel'
    and data->'settlement'->>'outcome' = 'handed_over' order by 1`

/** Clients and Postgres use the same clock; clients round to the millisecond. */
const toleranceMs = 2

export const confirmedIsCommitted: Invariant = {
  id: 'I10',
  summary: 'no order is confirmed before stock and payment, or shipped early',
  async check({ db, history }) {
    const result = createCheckResult()
    for (const [orderId] of await db.rows('orders', premature))
      result.addViolation(String(orderId), 'was confirmed before its stock and payment')
    await mergeByKey(
      db.blocks('orders', confirmed),
      db.blocks('inventory', held),
      (order, reservation) => {
        if (!order) return
        result.checked += 1
        if (!reservation)
          result.addViolation(String(order[0]), 'is confirmed, but it has no stock reservation')
      },
    )
    const withoutMoney = new Map<string, unknown>()
    await mergeByKey(
      db.blocks('orders', confirmed),
      db.blocks('payments', payments),
      (order, payment) => {
        if (!order) return
        result.checked += 1
        const status = payment?.[1]
        if (status !== 'authorised' && status !== 'captured')
          withoutMoney.set(String(order[0]), status)
      },
    )
    const unpaid = await mayBeUnpaid(db, withoutMoney)
    for (const orderId of withoutMoney.keys())
      if (!unpaid.has(orderId)) result.addViolation(orderId, 'is confirmed, but it has no payment')
    await mergeByKey(
      db.blocks('orders', goneForOrders),
      db.blocks('shipping', goneForShipping),
      (order, parcel) => {
        if (!order) return
        result.checked += 1
        if (!parcel) result.addViolation(String(order[0]), 'was shipped, but its parcel is here')
      },
    )
    await mergeByKey(
      db.blocks('shipping', goneUnpaid),
      db.blocks('orders', declaredGone),
      (parcel, declared) => {
        if (parcel && !declared)
          result.addViolation(
            String(parcel[0]),
            `its parcel was handed over at ${parcel[1]}, after its authorisation had ended`,
          )
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
