import { createCheckResult } from '../check-result.ts'
import type { Invariant } from '../invariant.ts'
import { mergeByKey } from '../merge-by-key.ts'
import { takenBackMinor } from './reversed-money.ts'

/** What was given back before it failed is given back once more. */
const isLastWord = `not exists (select from order_events f
  where f.order_id = e.order_id and f.type = 'payments.void_failed' and f.version > e.version)`

/** A cancelled order is open while its money has to be given back once more: I5 bounds that. */
const cancelled = `
  select e.order_id::text,
    count(*) filter (where e.type = 'inventory.reserved'), count(*) filter (where e.type = 'inventory.released'),
    count(*) filter (where e.type = 'payments.authorised'), count(*) filter (where e.type = 'payments.voided' and ${isLastWord}),
    count(*) filter (where e.type = 'shipping.booked'), count(*) filter (where e.type = 'shipping.cancelled')
  from order_events e join orders o on o.order_id = e.order_id and o.status = 'cancelled' and not o.open
  group by e.order_id order by e.order_id`

const cancelledIds = `select order_id::text from orders where status = 'cancelled' and not open order by order_id`

const steps = ['reservation', 'payment', 'parcel'] as const

/** The faults in the compensations of a cancelled order. `counts` has, per step, how often it was done and undone. */
export function compensationFaults(counts: readonly number[]): string[] {
  return steps.flatMap((step, index) => {
    const [done = 0, undone = 0] = counts.slice(index * 2)
    if (undone > 1) return [`its ${step} was compensated ${undone} times`]
    return done > 0 && undone === 0 ? [`its ${step} was not compensated`] : []
  })
}

/** What a service must not have of a cancelled order. */
const leftovers = [
  {
    database: 'inventory',
    sql: `select order_id::text, status from reservations where status in ('held', 'sold') order by order_id`,
    description: 'its reservation is still',
  },
  {
    database: 'payments',
    sql: `select order_id::text, status from payments
      where status not in ('voided', 'declined', 'expired')
        or captured_minor <> refunded_minor + returning_minor + ${takenBackMinor} order by order_id`,
    description: 'its payment is still',
  },
  {
    database: 'shipping',
    sql: `select order_id::text, status from parcels where status not in ('cancelled', 'rejected') order by order_id`,
    description: 'its parcel is still',
  },
]

const left = `select count(*) from parcels p where left_at is not null
  and not exists (select from left_settlements s where s.order_id = p.order_id)`

export const failedSagasAreCompensated: Invariant = {
  id: 'I6',
  summary: 'completed steps of cancelled orders are compensated once',
  async check({ db }) {
    const result = createCheckResult()
    for await (const block of db.blocks('orders', cancelled))
      for (const [orderId, ...counts] of block) {
        result.checked += 1
        const faults = compensationFaults(counts as number[])
        if (faults.length > 0) result.addViolation(String(orderId), faults.join('; '))
      }
    const [[gone] = []] = await db.rows('shipping', left)
    if (Number(gone) > 0)
      result.addNote(`${gone} cancelled parcels have left; see stoa parcels left-cancelled`)
    for (const { database, sql, description } of leftovers)
      await mergeByKey(
        db.blocks('orders', cancelledIds),
        db.blocks(database, sql),
        (order, leftover) => {
          if (order && leftover)
            result.addViolation(String(order[0]), `is cancelled, but ${description} ${leftover[1]}`)
        },
      )
    return result
  },
}
