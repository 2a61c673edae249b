import { openFinding } from '../finding.ts'
import type { Invariant } from '../invariant.ts'
import { merge, sortedRows } from '../merge.ts'

const premature = `
  select order_id::text from order_events
  where type in ('inventory.reserved', 'payments.authorised', 'order.confirmed')
  group by order_id
  having min(version) filter (where type = 'order.confirmed') < greatest(
    coalesce(min(version) filter (where type = 'inventory.reserved'), 2147483647),
    coalesce(min(version) filter (where type = 'payments.authorised'), 2147483647))`

const confirmed = `
  select order_id::text from orders where status in ('confirmed', 'shipped') order by order_id`

const held = `
  select order_id::text from reservations where status in ('held', 'sold') order by order_id`

const paid = `
  select order_id::text from payments where status in ('authorised', 'captured') order by order_id`

const confirmedAt = `
  select order_id::text, extract(epoch from at)::float8 * 1000 from order_events
  where type = 'order.confirmed' order by order_id`

/** Clocks are the same machine's; a client rounds to the millisecond. */
const toleranceMs = 2

export const confirmedIsCommitted: Invariant = {
  id: 'I10',
  summary: 'no order is seen as confirmed before its stock and its payment are committed',
  async check({ db, history }) {
    const finding = openFinding()
    for (const [orderId] of await db.rows('orders', premature))
      finding.add(String(orderId), 'confirmed before stock and payment had answered')
    for (const [database, sql, what] of [
      ['inventory', held, 'holds no stock'],
      ['payments', paid, 'has no payment'],
    ] as const)
      await merge(db.blocks('orders', confirmed), db.blocks(database, sql), (order, there) => {
        if (!order) return
        finding.checked += 1
        if (!there) finding.add(String(order[0]), `confirmed, and ${what}`)
      })
    const first = new Map<string, number>()
    for (const { seen, orderId, time } of history.seen)
      if (seen === 'confirmed') first.set(orderId, Math.min(time, first.get(orderId) ?? time))
    await merge(sortedRows([...first]), db.blocks('orders', confirmedAt), (seen, event) => {
      if (!seen) return
      finding.checked += 1
      const [orderId, time] = seen
      if (!event) finding.add(String(orderId), 'was seen confirmed, and never was')
      else if (Number(event[1]) > Number(time) + toleranceMs)
        finding.add(String(orderId), 'was seen confirmed before it was')
    })
    return finding
  },
}
