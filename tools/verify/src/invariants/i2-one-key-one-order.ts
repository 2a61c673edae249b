import { hash } from 'node:crypto'
import type { RequestRecord } from '@stoa/load'
import { type CheckResultBuilder, createCheckResult } from '../check-result.ts'
import { eventData } from '../event-data.ts'
import type { Invariant, VerifyInputs } from '../invariant.ts'
import { mergeByKey, sortedRows } from '../merge-by-key.ts'
import { capturedTwice } from './captured-twice.ts'

const storedResponses = `
  select md5(caller || ' ' || key) collate "C", order_id::text, encode(sha256(convert_to(body, 'UTF8')), 'hex')
  from idempotency_keys order by 1`

const keysOfSeveralOrders = `
  select caller, key, count(distinct order_id) from idempotency_keys
  group by caller, key having count(distinct order_id) > 1`

const keysOfOrder = `
  select o.order_id::text, count(k.order_id)
  from orders o left join idempotency_keys k on k.order_id = o.order_id and k.caller = o.customer_id
    and k.body not like '%"refundId"%'
  where o.placed_at > now() - interval '24 hours'
  group by o.order_id having count(k.order_id) <> 1`

const repeatedEvents = `
  select order_id::text, type, count(*) from order_events
  where type in ('order.placed', 'inventory.reserved', 'payments.authorised', 'payments.captured', 'shipping.booked',
    'shipping.handed_over')
  group by order_id, type having count(*) > 1`

const pieces = `
  select order_id::text, (${eventData('data')}->>'pieces')::bigint from order_events
  where version = 1 order by order_id`

const reserved = `
  select l.order_id::text, sum(l.quantity) from reservation_lines l
  join reservations r on r.order_id = l.order_id where r.status in ('held', 'sold')
  group by l.order_id order by l.order_id`

/** Orders placed before uses were counted have no `quoteMaxUses`. */
const quotesUsedTooOften = `
  select p.quote_id, p.orders, p.max_uses, q.uses from (
    select d->>'quoteId' as quote_id, count(*) as orders, max((d->>'quoteMaxUses')::bigint) as max_uses
    from (select order_id, ${eventData('data')} as d from order_events where version = 1) e
    join orders o using (order_id)
    where d->>'quoteMaxUses' is not null and o.status <> 'cancelled' group by 1
  ) p left join quotes q using (quote_id)
  where p.orders > p.max_uses or p.orders > q.uses`

const idOf = ({ caller, key }: RequestRecord): string => hash('md5', `${caller} ${key}`)

async function checkResponses(
  { db, history }: VerifyInputs,
  result: CheckResultBuilder,
): Promise<void> {
  const accepted = history.requests.filter(({ outcome }) => outcome === 'ok')
  const first = new Map<string, RequestRecord>()
  for (const request of accepted) {
    const id = idOf(request)
    result.checked += 1
    const earlier = first.get(id)
    if (!earlier) first.set(id, request)
    else if (earlier.orderId !== request.orderId)
      result.addViolation(request.key, 'one key made two orders')
    else if (earlier.bodyHash === request.bodyHash && earlier.responseHash !== request.responseHash)
      result.addViolation(request.key, 'repeated requests received different responses')
  }
  const received = sortedRows([...first].map(([id, request]) => [id, request]))
  await mergeByKey(received, db.blocks('orders', storedResponses), (left, right) => {
    if (!left || !right) return
    const request = left[1] as RequestRecord
    const [, orderId, bodyHash] = right
    if (request.orderId !== orderId)
      result.addViolation(
        request.key,
        'the client received another order id than the stored response has',
      )
    else if (request.responseHash !== bodyHash)
      result.addViolation(request.key, 'the client received another response than the stored one')
  })
}

export const oneKeyOneOrder: Invariant = {
  id: 'I2',
  summary:
    'one key makes one order, reservation, capture and response; one quote no more orders than it may',
  async check(inputs) {
    const { db } = inputs
    const result = createCheckResult()
    await checkResponses(inputs, result)
    for (const [caller, key, orders] of await db.rows('orders', keysOfSeveralOrders))
      result.addViolation(`${caller} ${key}`, `has ${orders} orders`)
    for (const [orderId, keys] of await db.rows('orders', keysOfOrder))
      result.addViolation(String(orderId), `was placed with ${keys} keys`)
    for (const [orderId, type, times] of await db.rows('orders', repeatedEvents))
      result.addViolation(String(orderId), `has ${times} events ${type}`)
    for (const [orderId, times] of await db.rows('payments', capturedTwice))
      result.addViolation(String(orderId), `was captured ${times} times`)
    for (const [quote, orders, most, counted] of await db.rows('orders', quotesUsedTooOften))
      result.addViolation(
        String(quote),
        `is used by ${orders} orders, of at most ${most}; ${counted ?? 'no'} uses are counted`,
      )
    const [ordered, held] = [db.blocks('orders', pieces), db.blocks('inventory', reserved)]
    await mergeByKey(ordered, held, (order, reservation) => {
      result.checked += 1
      if (!reservation) return
      const orderId = String(reservation[0])
      if (!order) result.addViolation(orderId, 'has reserved stock but does not exist')
      else if (order[1] !== reservation[1])
        result.addViolation(
          orderId,
          `has ${reservation[1]} units reserved, but ${order[1]} were ordered`,
        )
    })
    return result
  },
}
