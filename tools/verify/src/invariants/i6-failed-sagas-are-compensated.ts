import { openFinding } from '../finding.ts'
import type { Invariant } from '../invariant.ts'
import { merge } from '../merge.ts'

const cancelled = `
  select e.order_id::text,
    count(*) filter (where e.type = 'inventory.reserved'), count(*) filter (where e.type = 'inventory.released'),
    count(*) filter (where e.type = 'payments.authorised'), count(*) filter (where e.type = 'payments.voided'),
    count(*) filter (where e.type = 'shipping.booked'), count(*) filter (where e.type = 'shipping.cancelled')
  from order_events e join orders o on o.order_id = e.order_id and o.status = 'cancelled'
  group by e.order_id order by e.order_id`

const ids = `select order_id::text from orders where status = 'cancelled' order by order_id`

const steps = ['stock', 'money', 'parcel'] as const

/** What is wrong with how a cancelled order's steps were taken back; counts of done and undone, step by step. */
export function compensationFaults(counts: readonly number[]): string[] {
  return steps.flatMap((step, index) => {
    const [done = 0, undone = 0] = counts.slice(index * 2)
    if (undone > 1) return [`its ${step} was taken back ${undone} times`]
    return done > 0 && undone === 0 ? [`its ${step} was not taken back`] : []
  })
}

/** What each service may still have of an order that was cancelled. */
const leftovers = [
  {
    database: 'inventory',
    sql: `select order_id::text, status from reservations where status in ('held', 'sold') order by order_id`,
    what: 'its stock is still',
  },
  {
    database: 'payments',
    sql: `select order_id::text, status from payments
      where status not in ('voided', 'declined') or captured_minor <> refunded_minor order by order_id`,
    what: 'its payment is still',
  },
  {
    database: 'shipping',
    sql: `select order_id::text, status from parcels where status not in ('cancelled', 'rejected') order by order_id`,
    what: 'its parcel is still',
  },
]

export const failedSagasAreCompensated: Invariant = {
  id: 'I6',
  summary: 'every completed step of a cancelled order is taken back, exactly once',
  async check({ db }) {
    const finding = openFinding()
    for await (const block of db.blocks('orders', cancelled))
      for (const [orderId, ...counts] of block) {
        finding.checked += 1
        const faults = compensationFaults(counts as number[])
        if (faults.length > 0) finding.add(String(orderId), faults.join('; '))
      }
    for (const { database, sql, what } of leftovers)
      await merge(db.blocks('orders', ids), db.blocks(database, sql), (order, left) => {
        if (order && left) finding.add(String(order[0]), `cancelled, and ${what} ${left[1]}`)
      })
    return finding
  },
}
