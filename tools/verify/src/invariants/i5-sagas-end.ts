import { openFinding } from '../finding.ts'
import type { Invariant } from '../invariant.ts'

const late = [
  {
    database: 'orders',
    sql: `select order_id::text, status from orders
      where open and updated_at < now() - make_interval(secs => $1)`,
    what: (status: unknown) => `the order is still open as ${status}`,
  },
  {
    database: 'payments',
    sql: `select order_id::text, doing from payments
      where doing is not null and updated_at < now() - make_interval(secs => $1)`,
    what: (doing: unknown) => `its payment still waits to ${doing}`,
  },
  {
    database: 'payments',
    sql: `select order_id::text, refund_id from refunds
      where status = 'pending' and created_at < now() - make_interval(secs => $1)`,
    what: (refundId: unknown) => `refund ${refundId} is still pending`,
  },
  {
    database: 'shipping',
    sql: `select order_id::text, task from parcels where task is not null
      and (due_at < now() - make_interval(secs => $1)
        or task = 'book' and created_at < now() - make_interval(secs => $1))`,
    what: (task: unknown) => `its parcel is still to ${task}`,
  },
]

/** Of a whole order nothing is under way any more: the last news of it is older than the bound. */
export const sagasEnd: Invariant = {
  id: 'I5',
  summary: 'no order, payment, refund or parcel is left open for longer than the bound',
  async check({ db, withinSeconds }) {
    const finding = openFinding()
    const [[orders] = []] = await db.rows('orders', 'select count(*) from orders')
    finding.checked = Number(orders)
    for (const { database, sql, what } of late)
      for (const [orderId, detail] of await db.rows(database, sql, [withinSeconds]))
        finding.add(String(orderId), what(detail))
    return finding
  },
}
