import type { CheckResultBuilder } from '../check-result.ts'
import type { Databases } from '../databases.ts'
import { mergeByKey } from '../merge-by-key.ts'
import { readyDays } from './order-waits.ts'

const ready = (withinSeconds: number) => `
  select order_id::text, updated_at < now() - make_interval(days => days), updated_at::text, days from (
    select order_id, updated_at, ${readyDays} as days from orders o
    where status = 'ready' and held_at is null and updated_at < now() - make_interval(secs => ${withinSeconds})
  ) as ready order by order_id`

const waiting = `
  select order_id::text from parcels
  where status in ('booked', 'exception') and handed_over_at is null order by order_id`

/** A ready order waits for the warehouse, or for its provider; its parcel must be there to be handed over. */
export async function checkReady(
  db: Databases,
  result: CheckResultBuilder,
  withinSeconds: number,
): Promise<void> {
  let orders = 0
  await mergeByKey(
    db.blocks('orders', ready(withinSeconds)),
    db.blocks('shipping', waiting),
    (order, parcel) => {
      if (!order) return
      orders += 1
      const [orderId, tooLong, since, days] = order
      if (!parcel) result.addViolation(String(orderId), 'is ready, but no parcel waits for it')
      else if (tooLong)
        result.addViolation(
          String(orderId),
          `is ready since ${since}, and not on hold after ${days} days`,
        )
    },
  )
  if (orders > 0) result.addNote(`${orders} parcels wait for the warehouse`)
}
