import type { TracedOrder } from '@stoa/observability'
import type { Databases } from './databases.ts'

/** The newest orders that became ready and whose trace is sampled, at most `limit`. */
export async function readTracedOrders(db: Databases, limit: number): Promise<TracedOrder[]> {
  const rows = await db.rows(
    'orders',
    `select e.order_id, e.data ->> 'traceparent', e.data -> 'payment' ->> 'type', e.data -> 'delivery' ->> 'carrier'
     from order_events e join orders o using (order_id)
     where e.type = 'order.placed' and o.status in ('ready', 'shipped') and e.data ->> 'traceparent' like '00-%-01'
     order by o.placed_at desc limit $1`,
    [limit],
  )
  return rows.map((row) => {
    const [orderId = '', traceparent = '', payment = '', carrier = ''] = row.map(String)
    return { orderId, payment, carrier, traceId: traceparent.slice(3, 35) }
  })
}
