import { openFinding } from '../finding.ts'
import type { Invariant } from '../invariant.ts'

const found = `
  select k.key, k.order_id::text, o.order_id is not null, e.order_id is not null,
    o.status in ('shipped', 'cancelled') or o.updated_at > now() - make_interval(secs => $2)
  from idempotency_keys k left join orders o on o.order_id = k.order_id
  left join order_events e on e.order_id = k.order_id and e.version = 1
  where k.key = any($1::text[])`

const part = 10_000

/** A refusal after attempts without an answer may be told of a request that an earlier attempt carried out. */
export const unknownIsWholeOrAbsent: Invariant = {
  id: 'I9',
  summary:
    'a request with unknown outcome is wholly there or wholly absent; a refused one is absent',
  async check({ db, history, withinSeconds }) {
    const finding = openFinding()
    const refused = new Set<string>()
    const keys: string[] = []
    for (const { key, outcome, attempts } of history.requests) {
      if (outcome === 'ok') continue
      keys.push(key)
      if (outcome === 'failed' && attempts === 1) refused.add(key)
    }
    finding.checked = keys.length
    for (let at = 0; at < keys.length; at += part)
      for (const row of await db.rows('orders', found, [
        keys.slice(at, at + part),
        withinSeconds,
      ])) {
        const [key, orderId, hasRow, hasEvents, ended] = row
        if (refused.has(String(key))) finding.add(String(key), `refused, and made order ${orderId}`)
        else if (!hasRow || !hasEvents)
          finding.add(String(key), `order ${orderId} is there in part`)
        else if (!ended) finding.add(String(key), `order ${orderId} came to no end`)
      }
    return finding
  },
}
