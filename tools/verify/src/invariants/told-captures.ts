import type { CheckResultBuilder } from '../check-result.ts'
import type { Databases } from '../databases.ts'

const told = `
  select p.order_id, p.captured_minor, c->>'ref' as ref, (c->>'amountMinor')::bigint as minor
  from payments p, jsonb_array_elements(p.captures) c
  where p.captures is not null and (c->>'amountMinor')::bigint > 0`

const differing = `
  with told as (${told})
  select order_id::text, captured_minor, sum(minor), count(*), count(distinct ref) from told
  group by order_id, captured_minor having sum(minor) > captured_minor or count(*) > count(distinct ref)`

const overdrawn = `
  with told as (${told})
  select t.order_id::text, t.ref, t.minor, sum(r.amount_minor) from told t
  join refunds r on r.order_id = t.order_id and r.capture_ref = t.ref and r.status in ('refunded', 'pending')
  group by t.order_id, t.ref, t.minor having sum(r.amount_minor) > t.minor`

const short = `
  select count(*) from payments
  where captures is not null and status = 'captured' and not stopped and captured_minor < amount_minor`

/** What a provider captured in parts is booked once, and each part gives back no more than it took. */
export async function checkToldCaptures(db: Databases, result: CheckResultBuilder): Promise<void> {
  for (const [orderId, captured, sum, count, distinct] of await db.rows('payments', differing))
    result.addViolation(
      String(orderId),
      `${captured} is booked as captured; the provider told of ${sum} in ${count} captures with ${distinct} references`,
    )
  for (const [orderId, ref, minor, refunded] of await db.rows('payments', overdrawn))
    result.addViolation(
      String(orderId),
      `its capture ${ref} took ${minor}, and ${refunded} of it is given back`,
    )
  const [[due] = []] = await db.rows('payments', short)
  if (Number(due) > 0)
    result.addNote(
      `${due} payments were captured with less than their orders cost: the rest is due`,
    )
}
