import type { TracedOrder } from '@stoa/observability'
import { until } from '@stoa/run'
import type { Databases } from './databases.ts'

const sampled = `
  from order_events placed
    join orders o using (order_id)
    join order_events ready using (order_id)
  where placed.type = 'order.placed' and ready.type = 'order.ready' and o.status in ('ready', 'shipped')
    and placed.data ->> 'traceparent' like '00-%-01'`
const slackMs = 30_000
const age = `extract(epoch from clock_timestamp() - ready.at) * 1000`
const always = new Date(0)

/**
 * The newest orders that were placed since then, became ready and whose trace is sampled, at most `limit`; not those ready for less than
 * `readyForMs`.
 */
export async function readTracedOrders(
  db: Databases,
  limit: number,
  readyForMs = 0,
  since = always,
): Promise<TracedOrder[]> {
  const rows = await db.rows(
    'orders',
    `select o.order_id, placed.data ->> 'traceparent', placed.data -> 'payment' ->> 'type',
       placed.data -> 'delivery' ->> 'carrier'
     ${sampled} and ${age} >= $2 and o.placed_at >= $3 order by o.placed_at desc limit $1`,
    [limit, readyForMs, since],
  )
  return rows.map((row) => {
    const [orderId = '', traceparent = '', payment = '', carrier = ''] = row.map(String)
    return { orderId, payment, carrier, traceId: traceparent.slice(3, 35) }
  })
}

/** How many sampled orders have been ready for less than `readyForMs`. */
export async function countYoungOrders(
  db: Databases,
  readyForMs: number,
  since = always,
): Promise<number> {
  const sql = `select count(*) ${sampled} and ${age} < $1 and o.placed_at >= $2`
  const [[count] = []] = await db.rows('orders', sql, [readyForMs, since])
  return Number(count)
}

export interface StoredOrders {
  readonly orders: readonly TracedOrder[]
  /** Sampled orders that are ready, but whose traces may not be stored yet. */
  readonly tooYoung: number
}

/**
 * The newest orders whose traces are stored, `storedAfterMs` after the orders became ready, of those placed since then; when there are fewer
 * than `limit`, it waits that long for those that are ready by now.
 */
export async function readStoredOrders(
  db: Databases,
  limit: number,
  storedAfterMs: number,
  since: Date,
): Promise<StoredOrders> {
  const young = () => countYoungOrders(db, storedAfterMs, since)
  let orders = await readTracedOrders(db, limit, storedAfterMs, since)
  const attainable = Math.min(limit, orders.length + (await young()))
  if (orders.length < attainable)
    await until(
      `${attainable} orders whose traces are stored`,
      async () => {
        orders = await readTracedOrders(db, limit, storedAfterMs, since)
        return orders.length >= attainable
      },
      storedAfterMs + slackMs,
    )
  return { orders, tooYoung: await young() }
}
