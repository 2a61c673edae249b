import { openFinding } from '../finding.ts'
import type { Invariant } from '../invariant.ts'
import { pathFault } from '../order-path.ts'

const paths = `
  select path, count(*), min(order_id::text) from (
    select order_id, string_agg(type, ' ' order by version) as path from order_events group by order_id
  ) as of_order group by path`

const ordersOfPath = `
  select order_id::text from (
    select order_id, string_agg(type, ' ' order by version) as path from order_events group by order_id
  ) as of_order where path = $1 limit 1000`

const versions = `
  select coalesce(o.order_id, e.order_id)::text, o.version, e.last, e.events, o.status, e.status
  from orders o full join (
    select order_id, max(version) as last, count(*) as events,
      substr((array_agg(type order by version desc) filter (where type like 'order.%'))[1], 7) as status
    from order_events group by order_id
  ) e on e.order_id = o.order_id
  where o.order_id is null or e.order_id is null
    or o.version <> e.last or e.last <> e.events or o.status <> e.status`

export const transitionsAreLegal: Invariant = {
  id: 'I8',
  summary:
    'orders go through legal states alone, their versions have no gaps, and read models agree',
  async check({ db }) {
    const finding = openFinding()
    for (const [path, orders] of await db.rows('orders', paths)) {
      finding.checked += Number(orders)
      const fault = pathFault(String(path).split(' '))
      if (!fault) continue
      for (const [orderId] of await db.rows('orders', ordersOfPath, [path]))
        finding.add(String(orderId), fault)
    }
    for (const row of await db.rows('orders', versions)) {
      const [orderId, version, last, events, status, told] = row
      finding.add(
        String(orderId),
        `row: version ${version}, ${status}; events: ${events}, the last ${last}, ${told}`,
      )
    }
    return finding
  },
}
