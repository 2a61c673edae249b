import type { CheckResultBuilder } from '../check-result.ts'
import type { Databases } from '../databases.ts'
import { mergeByKey } from '../merge-by-key.ts'

const ready = (withinSeconds: number) => `
  select order_id::text, updated_at < now() - interval '5 days', updated_at::text from orders
  where status = 'ready' and held_at is null and updated_at < now() - make_interval(secs => ${withinSeconds})
  order by order_id`

const waiting = `
  select order_id::text from parcels
  where status in ('booked', 'exception') and handed_over_at is null order by order_id`

/** A ready order waits for the warehouse, which has five days; its parcel must be there to be handed over. */
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
      const [orderId, tooLong, since] = order
      if (!parcel) result.addViolation(String(orderId), 'is ready, but no parcel waits for it')
      else if (tooLong)
        result.addViolation(
          String(orderId),
          `is ready since ${since}; the warehouse has 5 days to hand its parcel over`,
        )
    },
  )
  if (orders > 0) result.addNote(`${orders} parcels wait for the warehouse`)
}
