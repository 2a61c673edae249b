import { createCheckResult } from '../check-result.ts'
import type { Invariant } from '../invariant.ts'
import { mergeByKey, sortedRows } from '../merge-by-key.ts'
import { readyDays } from './order-waits.ts'
import { awaitingShopper, settlingOrders } from './waiting-payments.ts'

const acknowledged = `
  select order_id::text from idempotency_keys where status between 200 and 299
  group by order_id order by order_id`

const known = `
  select o.order_id::text, o.status, e.order_id is not null,
    o.status in ('shipped', 'cancelled') or o.held_at is not null or o.status = 'ready' and o.updated_at > now() - make_interval(days => ${readyDays})
      or o.updated_at > now() - make_interval(secs => $1)
  from orders o left join order_events e on e.order_id = o.order_id and e.version = 1
  order by o.order_id`

/**
 * Acknowledged: by a response in a client's history, or by a response that the platform stored. An order on hold ends when
 * its order manager resumes it, one that is ready when the warehouse hands its parcel over, one whose money is not settled when
 * the provider settles it, and one that waits for its shopper when that one acts or the time is over; I5 bounds each wait.
 */
export const acknowledgedOrdersExist: Invariant = {
  id: 'I1',
  summary: 'every acknowledged order exists and ends in time',
  async check({ db, history, withinSeconds }) {
    const result = createCheckResult()
    const acknowledgedToClients = new Set(
      history.requests.flatMap(({ outcome, orderId }) =>
        outcome === 'ok' && orderId ? [orderId] : [],
      ),
    )
    const clients = sortedRows([...acknowledgedToClients].map((orderId) => [orderId]))
    const stored = db.blocks('orders', acknowledged)
    const waiting = await awaitingShopper(db, withinSeconds)
    const orderIds: string[] = []
    await mergeByKey(clients, stored, (left, right) => orderIds.push(String((left ?? right)?.[0])))
    const settling = new Set((await db.rows('payments', settlingOrders)).map(([id]) => id))
    const orders = db.blocks('orders', known, [withinSeconds])
    await mergeByKey(sortedRows(orderIds.map((id) => [id])), orders, (expected, order) => {
      if (!expected) return
      result.checked += 1
      const [orderId] = expected
      if (!order) return result.addViolation(String(orderId), 'was acknowledged but does not exist')
      const [, status, hasEvents, ended] = order
      if (!hasEvents) result.addViolation(String(orderId), 'has no events')
      else if (!ended && !settling.has(orderId) && !waiting.has(orderId))
        result.addViolation(String(orderId), `is still ${status}`)
    })
    return result
  },
}
