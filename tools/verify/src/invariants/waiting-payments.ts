import type { Databases } from '../databases.ts'
import { settleWithin } from './order-waits.ts'

/** Since when a capture is pending or due. Of a cancelled order that is forgotten: since it was requested. */
const captureSince = `coalesce((select since from due_captures d where d.order_id = p.order_id), doing_since)`

/** Orders whose money a provider has not settled yet, or of whose capture it has not told, and whether it has had more time than an order waits for it. */
export const settlingOrders = `
  select order_id::text, ${captureSince} < now() - ${settleWithin} from payments p
  where capture_pending_minor > 0 or (doing = 'capture' and (capture_attempt > 0 or reason = 'capture_unanswered'))
  union all
  select order_id::text, created_at < now() - ${settleWithin} from refunds
  where status = 'pending' and (provider_ref is not null or attempt > 0)`

const awaiting = `
  select order_id::text from payments
  where (coalesce(action, review)->>'expiresAt')::timestamptz > now() - make_interval(secs => $1)`

/** Orders whose shopper still has time to confirm or approve the payment, or PayPal to review it, or had it less than `withinSeconds` ago. */
export const awaitingShopper = async (
  db: Databases,
  withinSeconds: number,
): Promise<ReadonlySet<unknown>> =>
  new Set((await db.rows('payments', awaiting, [withinSeconds])).map(([orderId]) => orderId))
