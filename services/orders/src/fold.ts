import { evolve, type Order, placedOrder } from './order.ts'
import { type StoredEvent, upcast, upcastPlaced } from './upcast.ts'

/** The order that its events tell of. */
export function fold(orderId: string, [first, ...rest]: readonly StoredEvent[]): Order {
  if (first?.type !== 'order.placed')
    throw new Error(`order ${orderId} does not begin with order.placed`)
  return rest.reduce(
    (order, event) => evolve(order, upcast(event, order)),
    placedOrder(orderId, upcastPlaced(first), first.at.toISOString()),
  )
}
