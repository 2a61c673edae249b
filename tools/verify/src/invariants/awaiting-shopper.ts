import type { Databases } from '../databases.ts'

const awaiting = `
  select order_id::text from payments
  where (action->>'expiresAt')::timestamptz > now() - make_interval(secs => $1)`

/** Orders whose shopper still has time to confirm or approve the payment, or had it less than `withinSeconds` ago. */
export const awaitingShopper = async (
  db: Databases,
  withinSeconds: number,
): Promise<ReadonlySet<unknown>> =>
  new Set((await db.rows('payments', awaiting, [withinSeconds])).map(([orderId]) => orderId))
