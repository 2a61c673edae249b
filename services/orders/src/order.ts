import type {
  ActionReply,
  Hold,
  OrderEvent,
  OrderPlaced,
  Placed,
  RefundRequest,
  Settlement,
} from './order-event.ts'
import { idleSteps, isAwaited, type StepName, type StepState, type Steps } from './saga.ts'

export const orderStatuses = [
  'placed',
  'confirmed',
  'ready',
  'shipped',
  'cancelling',
  'cancelled',
] as const
export type OrderStatus = (typeof orderStatuses)[number]

export interface Refund extends RefundRequest {
  /** `pending`: the provider has not settled it; `failed`: it took it back after it had made it. */
  readonly status: 'requested' | 'pending' | 'completed' | 'refused' | 'failed'
  /** The provider's, once it has made it. */
  readonly reference?: string
}

export interface Shortage {
  readonly sku: string
  readonly left?: number
}

export interface Order extends Placed {
  readonly orderId: string
  readonly version: number
  readonly status: OrderStatus
  readonly placedAt: string
  readonly steps: Steps
  readonly refunds: readonly Refund[]
  readonly reason?: string
  /** The SKUs for which the stock was refused, each with the pieces that were left, where known. */
  readonly shortages?: readonly Shortage[]
  readonly trackingNumber?: string
  /** While shipping has still to say whether the parcel can be cancelled: the status to go back to if not. */
  readonly statusBefore?: OrderStatus
  /** Why the last cancellation was refused. */
  readonly cancelRefused?: { readonly reason: string }
  readonly hold?: Hold
  /** The number under which the parcel was declared to have left, until shipping has answered. */
  readonly declaredNumber?: string
  /** When the provider ends the authorisation that the order began with, where it says so. */
  readonly heldUntil?: string
  /** The authorisation cannot be renewed: its money is captured as soon as the order is ready. */
  readonly captureEarly?: true
  /** Captured money that the provider took back. */
  readonly reversedMinor?: number
  /** The provider has still to settle what is given back of a cancelled order. */
  readonly returnPending?: true
  /** The shopper has to do this before the payment is authorised. */
  readonly action?: ActionReply['data']
}

type CancelRefused = Extract<OrderEvent, { type: 'shipping.cancel_refused' }>['data']

const withSteps = (
  order: Order,
  changes: Readonly<Partial<Record<StepState, readonly StepName[]>>>,
): Order => {
  const steps = { ...order.steps }
  for (const [state, names = []] of Object.entries(changes))
    for (const name of names) steps[name] = state as StepState
  return { ...order, steps }
}

const withRefund = (order: Order, refundId: string, status: Refund['status']): Order => ({
  ...order,
  refunds: order.refunds.map((refund) =>
    refund.refundId === refundId ? { ...refund, status } : refund,
  ),
})

const withReference = (order: Order, refundId: string, reference?: string): Order => ({
  ...order,
  refunds: order.refunds.map((refund) =>
    reference !== undefined && refund.refundId === refundId ? { ...refund, reference } : refund,
  ),
})

export function placedOrder(
  orderId: string,
  { data: { requested, ...placed } }: OrderPlaced,
  placedAt: string,
): Order {
  const order: Order = {
    ...placed,
    ...{ orderId, placedAt, version: 1, status: 'placed', steps: idleSteps, refunds: [] },
  }
  return withSteps(order, { requested })
}

/** The order after one more event. Any event but its beginning ends a hold or an action: something has moved. */
export function evolve({ hold: _, action: __, ...before }: Order, event: OrderEvent): Order {
  const order: Order = { ...before, version: before.version + 1 }
  switch (event.type) {
    case 'inventory.reserved':
      return withSteps(order, { done: ['stock'], requested: event.data.requested })
    case 'payments.authorised': {
      const { heldUntil, requested } = event.data
      const held = { ...order, ...(heldUntil !== undefined && { heldUntil }) }
      return withSteps(held, { done: ['money'], requested })
    }
    case 'shipping.booked': {
      const { trackingNumber, requested } = event.data
      return withSteps({ ...order, trackingNumber }, { done: ['parcel'], requested })
    }
    case 'shipping.handed_over': {
      const { trackingNumber, requested } = event.data
      const { declaredNumber: _, ...left } = order
      const due: StepName[] = order.steps.capture === 'refused' ? ['capture'] : []
      return withSteps({ ...left, trackingNumber }, { done: ['handover'], due, requested })
    }
    case 'payments.captured':
      return withSteps(order, { done: ['capture'], requested: event.data.requested })
    case 'order.steps_requested':
      return withSteps(order, { requested: event.data.requested })
    case 'inventory.rejected': {
      const { skus, left = [] } = event.data
      const known = new Map(left.map(({ sku, quantity }) => [sku, quantity]))
      const shortages = skus.map((sku) => {
        const pieces = known.get(sku)
        return { sku, ...(pieces !== undefined && { left: pieces }) }
      })
      return withSteps({ ...order, shortages }, { refused: ['stock'] })
    }
    case 'payments.action_required':
      return { ...order, action: event.data }
    case 'payments.renewal_refused':
      return { ...order, captureEarly: true }
    case 'payments.declined':
      return withSteps(order, { refused: ['money'] })
    case 'shipping.rejected':
      return withSteps(order, { refused: ['parcel'] })
    case 'payments.capture_refused': {
      const gone = order.steps.handover === 'done'
      return withSteps(order, { [gone ? 'due' : 'refused']: ['capture'] })
    }
    case 'payments.capture_pending':
      return withSteps(order, { pending: ['capture'] })
    case 'payments.capture_failed':
      return withSteps(order, { due: ['capture'] })
    case 'inventory.released':
      return withSteps(order, { compensated: ['stock'] })
    case 'payments.capture_reversed': {
      const { reversedMinor = 0 } = order
      return { ...order, reversedMinor: reversedMinor + event.data.amountMinor }
    }
    case 'payments.capture_restored':
      return withRestored(order, event.data.amountMinor)
    case 'payments.voided':
      return withSteps(settledReturn(order), { compensated: ['money'] })
    case 'payments.void_failed':
      return withSteps(settledReturn(order), { compensating: ['money'] })
    case 'shipping.cancelled': {
      const waits: StepName[] = order.steps.handover === 'requested' ? ['handover'] : []
      return withSteps(order, { compensated: ['parcel', ...waits] })
    }
    case 'shipping.cancel_refused':
      return cancelRefused(order, event.data)
    case 'order.confirmed':
      return { ...order, status: 'confirmed' }
    case 'order.ready':
      return { ...order, status: 'ready' }
    case 'order.shipped':
      return { ...order, status: 'shipped' }
    case 'order.cancel_requested': {
      const { reason } = event.data
      const { cancelRefused: _, ...rest } = order
      const asking: Order = { ...rest, status: 'cancelling', reason, statusBefore: order.status }
      return withSteps(asking, { compensating: ['parcel'] })
    }
    case 'order.cancelling': {
      const { reason, compensating, covered } = event.data
      const { statusBefore: _, ...rest } = order
      const unsettled = covered.includes('capture') && order.steps.capture === 'pending'
      const cancelling: Order = {
        ...{ ...rest, status: 'cancelling', reason },
        ...(unsettled && { returnPending: true }),
      }
      return withSteps(cancelling, { compensating, compensated: covered })
    }
    case 'order.cancelled':
      return { ...order, status: 'cancelled' }
    case 'refund.requested':
      return { ...order, refunds: [...order.refunds, { ...event.data, status: 'requested' }] }
    case 'payments.refund_pending':
      return hasRefund(order, event.data.refundId)
        ? withRefund(order, event.data.refundId, 'pending')
        : { ...order, returnPending: true }
    case 'payments.refunded':
      return withReference(
        withRefund(order, event.data.refundId, 'completed'),
        event.data.refundId,
        event.data.reference,
      )
    case 'payments.refund_refused':
      return withRefund(order, event.data.refundId, 'refused')
    case 'payments.refund_failed':
      return withRefund(order, event.data.refundId, 'failed')
    case 'hold.begun':
      return { ...order, hold: event.data }
    case 'hold.settled':
      return declaredBy(event.data.settlement, order)
    case 'shipping.settlement_refused': {
      const { declaredNumber: _, ...refused } = order
      return refused
    }
    case 'hold.ended':
    case 'payments.expired':
      return order
  }
}

function withRestored({ reversedMinor = 0, ...order }: Order, amountMinor: number): Order {
  const left = reversedMinor - amountMinor
  return left > 0 ? { ...order, reversedMinor: left } : order
}

const settledReturn = ({ returnPending: _, ...order }: Order): Order => order

/** A parcel counts as handed over once shipping has recorded what was declared. */
function declaredBy(settlement: Settlement, order: Order): Order {
  if (settlement.step === 'capture' && settlement.outcome === 'declined')
    return withSteps(order, { refused: ['capture'] })
  if (settlement.step !== 'parcel') return order
  const { declaredNumber: _, ...parcel } = order
  return settlement.outcome === 'handed_over'
    ? { ...parcel, declaredNumber: settlement.trackingNumber }
    : parcel
}

/** The order goes on as before. One whose cancellation an earlier release has begun already stays cancelled. */
function cancelRefused(
  { statusBefore, reason: why, ...order }: Order,
  { reason, trackingNumber, requested }: CancelRefused,
): Order {
  if (!statusBefore)
    return withSteps({ ...order, ...(why && { reason: why }) }, { compensated: ['parcel'] })
  const due: StepName[] =
    order.steps.handover === 'done' && order.steps.capture === 'refused' ? ['capture'] : []
  return withSteps(
    { ...order, status: statusBefore, trackingNumber, cancelRefused: { reason } },
    { done: ['parcel'], due, requested },
  )
}

export const isUnderWay = ({ status }: Pick<Order, 'status'>): boolean =>
  status === 'placed' || status === 'confirmed' || status === 'ready'

const hasRefund = ({ refunds }: Order, refundId: string): boolean =>
  refunds.some((refund) => refund.refundId === refundId)

/** Whether the provider has still to make the refund. */
export const isOpenRefund = ({ status }: Refund): boolean =>
  status === 'requested' || status === 'pending'

export const isOpen = (order: Order): boolean =>
  (order.status !== 'shipped' && order.status !== 'cancelled') ||
  (order.status === 'shipped' && isAwaited(order.steps.capture)) ||
  (order.status === 'cancelled' && order.steps.money === 'compensating') ||
  order.refunds.some(isOpenRefund)

export const refundableMinor = (order: Order): number =>
  Math.max(
    0,
    order.refunds
      .filter(({ status }) => status !== 'refused' && status !== 'failed')
      .reduce(
        (left, refund) => left - refund.amountMinor,
        order.totalMinor - (order.reversedMinor ?? 0),
      ),
  )
