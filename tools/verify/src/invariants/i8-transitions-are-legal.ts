import { createCheckResult } from '../check-result.ts'
import { sequenceFault } from '../event-sequence.ts'
import type { Invariant } from '../invariant.ts'

const sequences = `
  select path, count(*), min(order_id::text) from (
    select order_id, string_agg(type, ' ' order by version) as path from order_events group by order_id
  ) as of_order group by path`

const ordersOfSequence = `
  select order_id::text from (
    select order_id, string_agg(type, ' ' order by version) as path from order_events group by order_id
  ) as of_order where path = $1 limit 1000`

const disagreeing = `
  select coalesce(o.order_id, e.order_id)::text, o.version, e.last, e.events, o.status, e.status
  from orders o full join (
    select order_id, max(version) as last, count(*) as events,
      substr((array_agg(type order by version desc) filter (where type in ('order.placed', 'order.confirmed',
        'order.ready', 'order.shipped', 'order.cancelling', 'order.cancelled')))[1], 7) as status,
      coalesce(max(version) filter (where type = 'order.cancel_requested'), 0)
        > coalesce(max(version) filter (where type in ('shipping.cancelled', 'shipping.cancel_refused')), 0) as asking
    from order_events group by order_id
  ) e on e.order_id = o.order_id
  where o.order_id is null or e.order_id is null
    or o.version <> e.last or e.last <> e.events
    or o.status <> case when e.asking then 'cancelling' else e.status end`

export const transitionsAreLegal: Invariant = {
  id: 'I8',
  summary: 'events of orders are legal, gapless and agree with the rows',
  async check({ db }) {
    const result = createCheckResult()
    for (const [sequence, orders] of await db.rows('orders', sequences)) {
      result.checked += Number(orders)
      const fault = sequenceFault(String(sequence).split(' '))
      if (!fault) continue
      for (const [orderId] of await db.rows('orders', ordersOfSequence, [sequence]))
        result.addViolation(String(orderId), fault)
    }
    for (const row of await db.rows('orders', disagreeing)) {
      const [orderId, version, lastVersion, events, status, eventStatus] = row
      result.addViolation(
        String(orderId),
        `its row has version ${version} and is ${status}; its ${events} events end at version ${lastVersion} and make it ${eventStatus}`,
      )
    }
    return result
  },
}
