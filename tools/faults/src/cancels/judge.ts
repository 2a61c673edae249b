/** An order after everything has come to rest. */
export interface Outcome {
  readonly orderId: string
  /** The answer to its cancellation; absent when it was not cancelled. */
  readonly answer?: number | undefined
  readonly status: string
  /** Whether the order says why its cancellation was refused. */
  readonly saysWhy: boolean
  /** Whether its parcel is listed as one that left although it was cancelled. */
  readonly listed: boolean
  /** Whether a driver took its parcel along after the cancellation. */
  readonly taken: boolean
  /** The status of its stock: `held`, `sold`, `released`, `rejected`, `lost`; absent without a reservation. */
  readonly stock?: string | undefined
}

/** The fault of an order that a customer tried to cancel; undefined when the order is whole. */
export function faultOf(order: Outcome): string | undefined {
  const { answer, status, saysWhy, listed, taken, stock } = order
  if (answer === undefined && status === 'cancelled') return 'was cancelled by nobody'
  if (answer !== undefined && answer !== 202 && answer !== 409)
    return `its cancellation was answered with ${answer}`
  if (status !== 'shipped' && status !== 'cancelled') return `is still ${status}`
  if (answer === 409 && status === 'cancelled') return 'was cancelled though that was refused'
  if (answer === 202 && status === 'shipped' && !saysWhy) return 'is shipped and does not say why'
  if (status === 'shipped' && listed) return 'is shipped, and its parcel is listed as cancelled'
  if (status === 'shipped' && stock !== 'sold') return `is shipped, and its stock is ${stock}`
  if (taken && !listed) return 'left although it was cancelled, and is not listed'
  if (listed && stock !== 'lost') return `left although it was cancelled, and its stock is ${stock}`
  if (status === 'cancelled' && !listed && (stock === 'held' || stock === 'sold'))
    return `is cancelled, and its stock is ${stock}`
  return undefined
}

/** Where cancellations hit every large number of orders: the last event before, or `too late` once the parcel has left. */
const points = ['order.placed', 'inventory.reserved', 'order.confirmed', 'order.ready', 'too late']

/** The points of an order's life that no cancellation hit. */
export const pointsMissed = (byPoint: Readonly<Record<string, number>>): readonly string[] =>
  points.filter((point) => !byPoint[point])
