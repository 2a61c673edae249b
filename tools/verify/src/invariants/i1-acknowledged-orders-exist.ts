import { openFinding } from '../finding.ts'
import type { Invariant } from '../invariant.ts'
import { merge, sortedRows } from '../merge.ts'

const acknowledged = `
  select order_id::text from idempotency_keys where status between 200 and 299
  group by order_id order by order_id`

const known = `
  select o.order_id::text, o.status, e.order_id is not null,
    o.status in ('shipped', 'cancelled') or o.updated_at > now() - make_interval(secs => $1)
  from orders o left join order_events e on e.order_id = o.order_id and e.version = 1
  order by o.order_id`

/** Told by a client's history and by the answers that the platform itself remembers to have given. */
export const acknowledgedOrdersExist: Invariant = {
  id: 'I1',
  summary: 'every acknowledged order exists and reaches a terminal state',
  async check({ db, history, withinSeconds }) {
    const finding = openFinding()
    const told = new Set(
      history.requests.flatMap(({ outcome, orderId }) =>
        outcome === 'ok' && orderId ? [orderId] : [],
      ),
    )
    const clients = sortedRows([...told].map((orderId) => [orderId]))
    const own = db.blocks('orders', acknowledged)
    const wanted: string[] = []
    await merge(clients, own, (left, right) => wanted.push(String((left ?? right)?.[0])))
    const orders = db.blocks('orders', known, [withinSeconds])
    await merge(sortedRows(wanted.map((id) => [id])), orders, (asked, order) => {
      if (!asked) return
      finding.checked += 1
      const [orderId] = asked
      if (!order) return finding.add(String(orderId), 'was acknowledged and does not exist')
      const [, status, hasEvents, ended] = order
      if (!hasEvents) finding.add(String(orderId), 'has no events')
      else if (!ended) finding.add(String(orderId), `is still ${status}`)
    })
    return finding
  },
}
