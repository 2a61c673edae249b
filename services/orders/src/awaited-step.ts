import { sendsCommand } from './deadline.ts'
import { isOpen, isOpenRefund, type Order } from './order.ts'
import { isAwaited, type StepName, type StepState, stepNames } from './saga.ts'

/** `undo_…`: its compensation. `other`: none of them, or a release that did not record it changed the order last. */
export const awaitedSteps = [
  ...(['stock', 'money', 'shopper', 'parcel', 'hand_over', 'capture'] as const),
  ...(['undo_stock', 'undo_money', 'undo_parcel', 'refund', 'other'] as const),
] as const
export type AwaitedStep = (typeof awaitedSteps)[number]

const requestOf: Readonly<Record<StepName, AwaitedStep>> = {
  ...{ stock: 'stock', money: 'money', parcel: 'parcel', handover: 'hand_over' },
  capture: 'capture',
}

/** Compensations take back `handover` with the parcel, and `capture` with the money. */
const compensationOf: Readonly<Record<StepName, AwaitedStep>> = {
  ...{ stock: 'undo_stock', money: 'undo_money', parcel: 'undo_parcel' },
  ...{ handover: 'undo_parcel', capture: 'undo_money' },
}

const awaitedIn = (step: StepName, state: StepState): AwaitedStep =>
  state === 'compensating' ? compensationOf[step] : requestOf[step]

/**
 * The step whose reply an order waits for; of several the first that a command was sent for, before one that waits for the
 * outside. Undefined once the order is closed.
 */
export function awaitedStepOf(order: Order): AwaitedStep | undefined {
  if (!isOpen(order)) return undefined
  if (order.action) return 'shopper'
  const commanded = stepNames.find((name) => sendsCommand(order, name))
  if (commanded) return awaitedIn(commanded, order.steps[commanded])
  if (order.steps.capture === 'done' && order.refunds.some(isOpenRefund)) return 'refund'
  const outside = stepNames.find((name) => isAwaited(order.steps[name]))
  return outside ? requestOf[outside] : 'other'
}
