import type { CheckResultBuilder } from '../check-result.ts'
import type { Databases } from '../databases.ts'

const bookedTwice = `
  select order_id::text, provider_ref, count(*) from refunds
  where status in ('refunded', 'pending') and provider_ref is not null
  group by order_id, provider_ref having count(*) > 1`

const madeByNobody = `
  select r.order_id::text, r.refund_id::text from refunds r join payments p using (order_id)
  where r.status = 'refunded' and r.provider_ref is null and p.provider in ('stripe', 'paypal') and p.amount_minor > 0`

const unconfirmed = `
  select count(*) from refunds
  where status = 'refunded' and reason = 'settled' and created_at < now() - interval '3 days'`

/** A refund that a provider made is booked once, and none that no provider made. */
export async function checkRefunds(db: Databases, result: CheckResultBuilder): Promise<void> {
  for (const [orderId, ref, count] of await db.rows('payments', bookedTwice))
    result.addViolation(String(orderId), `the provider’s refund ${ref} is booked ${count} times`)
  for (const [orderId, refundId] of await db.rows('payments', madeByNobody))
    result.addViolation(
      String(orderId),
      `its refund ${refundId} is booked, and no provider made it`,
    )
  const [[waiting] = []] = await db.rows('payments', unconfirmed)
  if (Number(waiting) > 0)
    result.addNote(
      `${waiting} refunds were declared over 3 days ago, and no provider has told of them`,
    )
}
