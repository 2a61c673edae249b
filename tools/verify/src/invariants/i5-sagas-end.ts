import { settleWithinDays } from '@stoa/contracts'
import { createCheckResult } from '../check-result.ts'
import type { Invariant } from '../invariant.ts'
import { lastCaptureEvent, settleWithin } from './order-waits.ts'
import { checkReady } from './ready-orders.ts'
import { awaitingShopper, settlingOrders } from './waiting-payments.ts'

const overdue = [
  {
    database: 'orders',
    sql: `select order_id::text, status from orders o
      where open and held_at is null and status <> 'ready' and updated_at < now() - make_interval(secs => $1)
        and not (status = 'shipped' and ${lastCaptureEvent} in ('payments.capture_refused', 'payments.capture_failed'))`,
    describe: (status: unknown) => `is still open, with the status ${status}`,
  },
  {
    database: 'payments',
    sql: `select order_id::text, doing from payments
      where doing is not null and updated_at < now() - make_interval(secs => $1)
        and capture_pending_minor = 0 and capture_attempt = 0
        and not (doing = 'capture' and coalesce(reason, '') = 'capture_unanswered')
        and coalesce((coalesce(action, review)->>'expiresAt')::timestamptz, '-infinity') < now() - make_interval(secs => $1)`,
    describe: (doing: unknown) => `its payment is still waiting for ${doing}`,
  },
  {
    database: 'payments',
    sql: `select order_id::text, reason from payments
      where status = 'authorised' and doing is null and reason = 'settled' and updated_at < now() - make_interval(secs => $1)`,
    describe: () => 'its capture was settled as declined, and its authorisation is still held',
  },
  {
    database: 'payments',
    sql: `select order_id::text, refund_id from refunds
      where status = 'pending' and created_at < now() - make_interval(secs => $1)
        and provider_ref is null and attempt = 0`,
    describe: (refundId: unknown) => `its refund ${refundId} is still pending`,
  },
  {
    database: 'shipping',
    sql: `select order_id::text, task from parcels where task is not null
      and (due_at < now() - make_interval(secs => $1)
        or task = 'book' and created_at < now() - make_interval(secs => $1))`,
    describe: (task: unknown) => `its parcel is still waiting for ${task}`,
  },
]

const due = `
  select order_id::text, (
    select min(at) from order_events e
    where e.order_id = o.order_id and e.type in ('payments.capture_refused', 'payments.capture_failed')
  ) < now() - ${settleWithin} from orders o
  where open and held_at is null and status = 'shipped'
    and ${lastCaptureEvent} in ('payments.capture_refused', 'payments.capture_failed')`

/** Its order manager takes over what a provider does not settle. */
const held = 'select order_id::text from orders where held_at is not null'

const heldTooLong = `
  select order_id::text, held_at::text from orders where held_at < now() - interval '3 days'`

/** Nothing of an order is in progress once its last change is older than `withinSeconds`. */
export const sagasEnd: Invariant = {
  id: 'I5',
  summary: 'no order, payment, refund or parcel stays open too long',
  async check({ db, withinSeconds }) {
    const result = createCheckResult()
    const [[orders] = []] = await db.rows('orders', 'select count(*) from orders')
    result.checked = Number(orders)
    const settling = new Set<unknown>()
    const onHold = new Set((await db.rows('orders', held)).map(([orderId]) => orderId))
    for (const [orderId, tooLong] of await db.rows('payments', settlingOrders)) {
      if (tooLong && !onHold.has(orderId))
        result.addViolation(
          String(orderId),
          `its money has not been settled for over ${settleWithinDays} days`,
        )
      else settling.add(orderId)
    }
    if (settling.size > 0)
      result.addNote(`the provider has still to settle the money of ${settling.size} orders`)
    for (const orderId of await awaitingShopper(db, withinSeconds)) settling.add(orderId)
    const dueOrders = await db.rows('orders', due)
    if (dueOrders.length > 0)
      result.addNote(`the money of ${dueOrders.length} shipped orders is due`)
    for (const [orderId, tooLong] of dueOrders)
      if (tooLong)
        result.addViolation(
          String(orderId),
          `its money has been due for over ${settleWithinDays} days`,
        )
    await checkReady(db, result, withinSeconds)
    for (const { database, sql, describe } of overdue)
      for (const [orderId, detail] of await db.rows(database, sql, [withinSeconds]))
        if (database !== 'orders' || !settling.has(orderId))
          result.addViolation(String(orderId), describe(detail))
    for (const [orderId, heldAt] of await db.rows('orders', heldTooLong))
      result.addViolation(
        String(orderId),
        `is on hold since ${heldAt}; an order manager has 3 days to resume it`,
      )
    return result
  },
}
