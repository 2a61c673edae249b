import { openFinding } from '../finding.ts'
import type { Invariant } from '../invariant.ts'
import { merge } from '../merge.ts'

const counted = `
  with came as (
    select line->>'sku' as sku, warehouse, sum((line->>'quantity')::bigint) as received
    from receipts, jsonb_array_elements(lines) as line group by 1, 2
  ), moved as (
    select l.sku, l.warehouse,
      coalesce(sum(l.quantity) filter (where r.status = 'held'), 0) as reserved,
      coalesce(sum(l.quantity) filter (where r.status = 'sold'), 0) as sold
    from reservation_lines l join reservations r on r.order_id = l.order_id group by 1, 2
  )
  select s.sku, s.warehouse, s.received, s.on_hand, s.reserved, s.sold,
    coalesce(c.received, 0), coalesce(m.reserved, 0), coalesce(m.sold, 0)
  from stock s left join came c using (sku, warehouse) left join moved m using (sku, warehouse)`

const unshelved = `
  select l.order_id::text, l.sku from reservation_lines l
  left join stock s on s.sku = l.sku and s.warehouse = l.warehouse where s.sku is null`

/** Inventory hears of a parcel a little after its order is shipped. */
const shipped = (withinSeconds: number) => `
  select order_id::text from orders
  where status = 'shipped' and updated_at <= now() - make_interval(secs => ${withinSeconds})
  order by order_id`
const reservations = `select order_id::text, status from reservations order by order_id`

type Counts = readonly [number, number, number, number, number, number, number]

/** What is wrong with the counts of one SKU in one warehouse. */
export function faultsOf(counts: Counts): string[] {
  const [received, onHand, reserved, sold, came, held, gone] = counts
  const faults = [
    Math.min(received, onHand, reserved, sold) < 0 && 'is negative',
    received !== onHand + reserved + sold &&
      `received ${received} is not on hand ${onHand} + reserved ${reserved} + sold ${sold}`,
    received !== came && `received ${received}, and its receipts say ${came}`,
    reserved !== held && `reserved ${reserved}, and its reservations hold ${held}`,
    sold !== gone && `sold ${sold}, and its reservations sold ${gone}`,
  ]
  return faults.filter((fault) => fault !== false)
}

export const stockIsConserved: Invariant = {
  id: 'I3',
  summary: 'per SKU: received = on hand + reserved + sold, never negative, and as its orders say',
  async check({ db, withinSeconds }) {
    const finding = openFinding()
    for (const [sku, warehouse, ...counts] of await db.rows('inventory', counted)) {
      finding.checked += 1
      const faults = faultsOf(counts as unknown as Counts)
      if (faults.length > 0) finding.add(`${sku} in ${warehouse}`, faults.join('; '))
    }
    for (const [orderId, sku] of await db.rows('inventory', unshelved))
      finding.add(String(orderId), `holds ${sku}, of which there is no stock record`)
    const orders = db.blocks('orders', shipped(withinSeconds))
    await merge(orders, db.blocks('inventory', reservations), (order, reservation) => {
      if (!order) return
      finding.checked += 1
      if (reservation?.[1] !== 'sold')
        finding.add(
          String(order[0]),
          `shipped, and its stock is ${reservation?.[1] ?? 'untouched'}`,
        )
    })
    return finding
  },
}
