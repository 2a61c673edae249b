import type { Address, Carrier, PaymentMethod } from '@stoa/contracts'
import { checkout, outcomeOf, type StepName, stepNames } from './saga.ts'

export type OrderStatus = 'placed' | 'confirmed' | 'shipped' | 'cancelling' | 'cancelled'

export interface PricedLine {
  readonly sku: string
  readonly quantity: number
  readonly unitPriceMinor: number
}

export interface Placed {
  readonly customerId: string
  readonly lines: readonly PricedLine[]
  readonly currency: string
  readonly totalMinor: number
  readonly pieces: number
  readonly weightGrams: number
  readonly payment: PaymentMethod
  readonly delivery: { readonly carrier: Carrier; readonly address: Address }
  readonly quoteId?: string | undefined
  readonly traceparent?: string | undefined
}

export interface Refund {
  readonly refundId: string
  readonly amountMinor: number
  readonly reason: string
  readonly status: 'requested' | 'completed' | 'refused'
}

/** An event as it is stored; replies of other services are kept under their own type. */
export interface OrderEvent {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

export type StepState = 'idle' | 'asked' | 'done' | 'refused' | 'undoing' | 'undone'

export interface Order extends Placed {
  readonly orderId: string
  readonly version: number
  readonly status: OrderStatus
  readonly placedAt: string
  readonly steps: Readonly<Record<StepName, StepState>>
  readonly refunds: readonly Refund[]
  readonly reason?: string
  readonly trackingNumber?: string
}

const idle = { stock: 'idle', money: 'idle', parcel: 'idle', capture: 'idle' } as const

export const placedOrder = (orderId: string, placed: Placed, placedAt: string): Order => ({
  ...placed,
  orderId,
  placedAt,
  version: 1,
  status: 'placed',
  steps: { ...idle, stock: 'asked' },
  refunds: [],
})

/** Takes back whatever was asked for or done, unless another step's compensation covers it. */
const undoAll = (steps: Order['steps']): Order['steps'] => {
  const undone = { ...steps }
  for (const name of stepNames)
    if (undone[name] === 'asked' || undone[name] === 'done')
      undone[name] = checkout[name].undone ? 'undoing' : 'undone'
  return undone
}

function answered(order: Order, event: OrderEvent): Order {
  const answer = outcomeOf(event.type)
  if (!answer) throw new Error(`unknown order event ${event.type}`)
  const { step, outcome } = answer
  const { next } = checkout[step]
  const steps = {
    ...order.steps,
    [step]: outcome,
    ...(outcome === 'done' && next && { [next]: 'asked' }),
  }
  const { trackingNumber } = event.data
  return { ...order, steps, ...(typeof trackingNumber === 'string' && { trackingNumber }) }
}

const settled = (order: Order, event: OrderEvent, status: Refund['status']): Order => ({
  ...order,
  refunds: order.refunds.map((refund) =>
    refund.refundId === event.data.refundId ? { ...refund, status } : refund,
  ),
})

/** The order after one more event. */
export function evolve(before: Order, event: OrderEvent): Order {
  const order = { ...before, version: before.version + 1 }
  switch (event.type) {
    case 'order.confirmed':
      return { ...order, status: 'confirmed' }
    case 'order.shipped':
      return { ...order, status: 'shipped' }
    case 'order.cancelling':
      return {
        ...order,
        status: 'cancelling',
        steps: undoAll(order.steps),
        reason: String(event.data.reason),
      }
    case 'order.cancelled':
      return { ...order, status: 'cancelled' }
    case 'refund.requested': {
      const refund = { ...(event.data as unknown as Refund), status: 'requested' as const }
      return { ...order, refunds: [...order.refunds, refund] }
    }
    case 'payments.refunded':
      return settled(order, event, 'completed')
    case 'payments.refund_refused':
      return settled(order, event, 'refused')
    default:
      return answered(order, event)
  }
}

export interface StoredEvent extends OrderEvent {
  readonly at: Date
}

/** The order that its events tell of. */
export function fold(orderId: string, [first, ...rest]: readonly StoredEvent[]): Order {
  if (first?.type !== 'order.placed')
    throw new Error(`order ${orderId} does not begin with order.placed`)
  return rest.reduce(
    evolve,
    placedOrder(orderId, first.data as unknown as Placed, first.at.toISOString()),
  )
}

export const isOpen = (order: Order): boolean =>
  (order.status !== 'shipped' && order.status !== 'cancelled') ||
  order.refunds.some((refund) => refund.status === 'requested')

export const refundableMinor = (order: Order): number =>
  order.refunds
    .filter((refund) => refund.status !== 'refused')
    .reduce((left, refund) => left - refund.amountMinor, order.totalMinor)
