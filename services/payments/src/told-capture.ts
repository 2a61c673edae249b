import { bookTold } from './book-capture.ts'
import type { Change } from './change.ts'
import type { Payment, Refund } from './payment.ts'
import type { StepResult } from './step-result.ts'

export type Captured = StepResult & { readonly is: 'done'; readonly step: 'capture' }

/** The provider captured the payment, or a part of it, whether or not it was requested. */
export const isCaptured = (result: StepResult): result is Captured =>
  result.step === 'capture' && result.is === 'done'

/** Applies what a provider tells of a capture, whether or not a step waits for it. */
export function applyToldCapture(
  { provider, ref, captureRef, amountMinor, isFinal = false }: Captured,
  payment: Payment,
  refunds: readonly Refund[],
): Change {
  // Stripe captures an intent once, and releases the rest.
  const isOne = provider === 'stripe'
  const before = isOne && payment.providerRef === null ? { ...payment, providerRef: ref } : payment
  const told = { ref: captureRef ?? ref, amountMinor, isFinal: isOne || isFinal }
  return bookTold(before, told, refunds)
}
