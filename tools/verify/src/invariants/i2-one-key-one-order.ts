import { hash } from 'node:crypto'
import type { RequestRecord } from '@stoa/load'
import { type OpenFinding, openFinding } from '../finding.ts'
import type { Invariant, World } from '../invariant.ts'
import { merge, sortedRows } from '../merge.ts'

const keptAnswers = `
  select md5(caller || ' ' || key) collate "C", order_id::text, encode(sha256(convert_to(body, 'UTF8')), 'hex')
  from idempotency_keys order by 1`

const keyedTwice = `
  select caller, key, count(distinct order_id) from idempotency_keys
  group by caller, key having count(distinct order_id) > 1`

const keysOfOrder = `
  select o.order_id::text, count(k.order_id)
  from orders o left join idempotency_keys k on k.order_id = o.order_id and k.caller = o.customer_id
    and k.body not like '%"refundId"%'
  where o.placed_at > now() - interval '24 hours'
  group by o.order_id having count(k.order_id) <> 1`

const repeatedSteps = `
  select order_id::text, type, count(*) from order_events
  where type in ('order.placed', 'inventory.reserved', 'payments.authorised', 'payments.captured', 'shipping.booked')
  group by order_id, type having count(*) > 1`

const capturedTwice = `
  select order_id::text, count(*) from ledger_transactions where kind = 'captured'
  group by order_id having count(*) > 1`

const pieces = `
  select order_id::text, (data->>'pieces')::bigint from order_events
  where version = 1 order by order_id`

const reserved = `
  select l.order_id::text, sum(l.quantity) from reservation_lines l
  join reservations r on r.order_id = l.order_id where r.status in ('held', 'sold')
  group by l.order_id order by l.order_id`

const idOf = ({ caller, key }: RequestRecord): string => hash('md5', `${caller} ${key}`)

async function checkAnswers({ db, history }: World, finding: OpenFinding): Promise<void> {
  const answered = history.requests.filter(({ outcome }) => outcome === 'ok')
  const first = new Map<string, RequestRecord>()
  for (const request of answered) {
    const id = idOf(request)
    finding.checked += 1
    const earlier = first.get(id)
    if (!earlier) first.set(id, request)
    else if (earlier.orderId !== request.orderId)
      finding.add(request.key, 'one key made two orders')
    else if (earlier.bodyHash === request.bodyHash && earlier.responseHash !== request.responseHash)
      finding.add(request.key, 'its answers differ')
  }
  const mine = sortedRows([...first].map(([id, request]) => [id, request]))
  await merge(mine, db.blocks('orders', keptAnswers), (left, right) => {
    if (!left || !right) return
    const request = left[1] as RequestRecord
    const [, orderId, bodyHash] = right
    if (request.orderId !== orderId) finding.add(request.key, 'its answer names another order')
    else if (request.responseHash !== bodyHash)
      finding.add(request.key, 'its answer is not the one that is kept')
  })
}

export const oneKeyOneOrder: Invariant = {
  id: 'I2',
  summary: 'one idempotency key is one order, one reservation, one capture, and one answer',
  async check(world) {
    const { db } = world
    const finding = openFinding()
    await checkAnswers(world, finding)
    for (const [caller, key, orders] of await db.rows('orders', keyedTwice))
      finding.add(`${caller} ${key}`, `stands for ${orders} orders`)
    for (const [orderId, keys] of await db.rows('orders', keysOfOrder))
      finding.add(String(orderId), `was placed under ${keys} keys`)
    for (const [orderId, type, times] of await db.rows('orders', repeatedSteps))
      finding.add(String(orderId), `has ${type} ${times} times`)
    for (const [orderId, times] of await db.rows('payments', capturedTwice))
      finding.add(String(orderId), `was captured ${times} times`)
    const [ordered, held] = [db.blocks('orders', pieces), db.blocks('inventory', reserved)]
    await merge(ordered, held, (order, reservation) => {
      finding.checked += 1
      if (!reservation) return
      const orderId = String(reservation[0])
      if (!order) finding.add(orderId, 'holds stock and does not exist')
      else if (order[1] !== reservation[1])
        finding.add(orderId, `holds ${reservation[1]} pieces of ${order[1]}`)
    })
    return finding
  },
}
