import { isUnderWay, type Order } from './order.ts'
import type { OrderEvent, SettlingReply } from './order-event.ts'
import { isAwaited } from './saga.ts'

/**
 * A capture that the order does not wait for: it was made on the provider's dashboard, and nothing is left to request at the
 * hand-over; or it was made although an order manager settled it as declined.
 */
export function isCapturedUnasked({ status, statusBefore, steps }: Order): boolean {
  if (status === 'shipped') return steps.capture === 'refused'
  const goesOn = isUnderWay({ status }) || statusBefore !== undefined
  return goesOn && steps.money === 'done' && steps.capture === 'idle'
}

export const captureSettling = (
  reply: SettlingReply,
  state: 'pending' | 'due',
  { steps: { capture } }: Order,
): OrderEvent[] => (isAwaited(capture) && capture !== state ? [reply] : [])
