import { createCheckResult } from '../check-result.ts'
import type { Invariant } from '../invariant.ts'
import { mergeByKey } from '../merge-by-key.ts'

const counted = `
  with came as (
    select line->>'sku' as sku, warehouse, sum((line->>'quantity')::bigint) as received
    from receipts, jsonb_array_elements(lines) as line group by 1, 2
  ), moved as (
    select l.sku, l.warehouse,
      coalesce(sum(l.quantity) filter (where r.status = 'held'), 0) as reserved,
      coalesce(sum(l.quantity) filter (where r.status in ('sold', 'lost')), 0) as sold
    from reservation_lines l join reservations r on r.order_id = l.order_id group by 1, 2
  )
  select s.sku, s.warehouse, s.received, s.on_hand, s.reserved, s.sold,
    coalesce(c.received, 0), coalesce(m.reserved, 0), coalesce(m.sold, 0)
  from stock s left join came c using (sku, warehouse) left join moved m using (sku, warehouse)`

const withoutStockRecord = `
  select l.order_id::text, l.sku from reservation_lines l
  left join stock s on s.sku = l.sku and s.warehouse = l.warehouse where s.sku is null`

/** Inventory receives the event of a parcel a little after the order is shipped. */
const shipped = (withinSeconds: number) => `
  select order_id::text from orders
  where status = 'shipped' and updated_at <= now() - make_interval(secs => ${withinSeconds})
  order by order_id`
const reservations = `select order_id::text, status from reservations order by order_id`

type Counts = readonly [number, number, number, number, number, number, number]

/** The faults in the counts of one SKU in one warehouse. */
export function faultsOf(counts: Counts): string[] {
  const [received, onHand, reserved, sold, byReceipts, heldByOrders, soldToOrders] = counts
  const faults = [
    Math.min(received, onHand, reserved, sold) < 0 && 'a count is negative',
    received !== onHand + reserved + sold &&
      `received ${received}, expected on hand ${onHand} + reserved ${reserved} + sold ${sold}`,
    received !== byReceipts && `received ${received}, but its receipts add up to ${byReceipts}`,
    reserved !== heldByOrders &&
      `reserved ${reserved}, but its reservations add up to ${heldByOrders}`,
    sold !== soldToOrders && `sold ${sold}, but its reservations add up to ${soldToOrders}`,
  ]
  return faults.filter((fault) => fault !== false)
}

export const stockIsConserved: Invariant = {
  id: 'I3',
  summary: 'received stock = on hand + reserved + sold, none negative',
  async check({ db, withinSeconds }) {
    const result = createCheckResult()
    for (const [sku, warehouse, ...counts] of await db.rows('inventory', counted)) {
      result.checked += 1
      const faults = faultsOf(counts as unknown as Counts)
      if (faults.length > 0) result.addViolation(`${sku} in ${warehouse}`, faults.join('; '))
    }
    for (const [orderId, sku] of await db.rows('inventory', withoutStockRecord))
      result.addViolation(String(orderId), `has ${sku} reserved, which has no stock record`)
    const orders = db.blocks('orders', shipped(withinSeconds))
    await mergeByKey(orders, db.blocks('inventory', reservations), (order, reservation) => {
      if (!order) return
      result.checked += 1
      if (reservation?.[1] !== 'sold')
        result.addViolation(
          String(order[0]),
          `is shipped, but its stock is ${reservation?.[1] ?? 'not reserved'}`,
        )
    })
    return result
  },
}
