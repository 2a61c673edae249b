import { bookTold } from './book-capture.ts'
import type { Change } from './change.ts'
import type { Payment, Refund } from './payment.ts'
import type { StepResult } from './step-result.ts'

export type Captured = StepResult & { readonly is: 'done'; readonly step: 'capture' }

/** The provider captured the payment, or a part of it, whether or not it was requested. */
export const isCaptured = (result: StepResult): result is Captured =>
  result.step === 'capture' && result.is === 'done'

/** The answer to a void that another request replaces, since the provider told more meanwhile: what it names was captured, but more may be held. */
const isOfDroppedVoid = ({ lease }: Captured, payment: Payment): boolean =>
  lease !== undefined && payment.pendingStep === 'void' && payment.lease !== lease

/** Applies what a provider tells of a capture, whether or not a step waits for it. */
export function applyToldCapture(
  result: Captured,
  payment: Payment,
  refunds: readonly Refund[],
): Change {
  const { provider, ref, captureRef, amountMinor } = result
  // Stripe captures an intent once, and releases the rest.
  const isOne = provider === 'stripe'
  const isLast = result.isFinal === true && !isOfDroppedVoid(result, payment)
  const before = isOne && payment.providerRef === null ? { ...payment, providerRef: ref } : payment
  const told = { ref: captureRef ?? ref, amountMinor, isFinal: isOne || isLast }
  return bookTold(before, told, refunds)
}
