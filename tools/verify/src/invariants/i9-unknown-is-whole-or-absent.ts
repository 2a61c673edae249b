import { createCheckResult } from '../check-result.ts'
import type { Invariant } from '../invariant.ts'

const found = `
  select k.key, k.order_id::text, o.order_id is not null, e.order_id is not null,
    o.status in ('ready', 'shipped', 'cancelled') or o.updated_at > now() - make_interval(secs => $2)
  from idempotency_keys k left join orders o on o.order_id = k.order_id
  left join order_events e on e.order_id = k.order_id and e.version = 1
  where k.key = any($1::text[])`

const batchSize = 10_000

/** A rejection counts only on the first attempt: an earlier attempt without a response may have been carried out. */
export const unknownIsWholeOrAbsent: Invariant = {
  id: 'I9',
  summary: 'requests without a response took effect fully or not at all',
  async check({ db, history, withinSeconds }) {
    const result = createCheckResult()
    const rejected = new Set<string>()
    const keys: string[] = []
    for (const { key, outcome, attempts } of history.requests) {
      if (outcome === 'ok') continue
      keys.push(key)
      if (outcome === 'failed' && attempts === 1) rejected.add(key)
    }
    result.checked = keys.length
    for (let at = 0; at < keys.length; at += batchSize)
      for (const row of await db.rows('orders', found, [
        keys.slice(at, at + batchSize),
        withinSeconds,
      ])) {
        const [key, orderId, hasRow, hasEvents, ended] = row
        if (rejected.has(String(key)))
          result.addViolation(String(key), `was rejected, but made order ${orderId}`)
        else if (!hasRow || !hasEvents)
          result.addViolation(String(key), `order ${orderId} exists in part`)
        else if (!ended) result.addViolation(String(key), `order ${orderId} is still open`)
      }
    return result
  },
}
