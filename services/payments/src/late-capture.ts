import { endPending } from './capture-result.ts'
import { type Change, changed, continueVoid, giveBack, unchanged } from './change.ts'
import { captured, isOver } from './decide.ts'
import type { Payment } from './payment.ts'
import type { StepResult } from './step-result.ts'

export type Captured = StepResult & { readonly is: 'done'; readonly step: 'capture' }

/** The provider captured the payment, whether or not it was requested. */
export const isCaptured = (result: StepResult): result is Captured =>
  result.step === 'capture' && result.is === 'done'

/**
 * Books a capture that no step waits for: the provider made it after the payment was settled otherwise, or before an operator
 * declares it. Of an order that takes its money back it is given back.
 */
export function bookCapture(
  { captureRef }: { readonly captureRef?: string | undefined },
  payment: Payment,
): Change {
  const ended = endPending(payment)
  const isKept = !payment.voidRequested && payment.status !== 'declined'
  const before: Payment = {
    ...{ ...ended.payment, lease: null, token: null, action: null, voidRequested: !isKept },
    captureRef: captureRef ?? payment.captureRef,
  }
  const { events, ...booked } = captured(before)
  const postings = [...ended.postings, ...booked.postings]
  if (isKept) return { ...booked, events, postings }
  const change = { ...booked, events: [], postings }
  return isOver(payment) ? giveBack(change) : continueVoid(change)
}

/** Applies what a provider tells of a capture that no step waits for. */
export function applyLateCapture(result: Captured, payment: Payment): Change {
  const { captureRef, provider, ref } = result
  // An authorisation of which nothing is known may still be answered.
  if (payment.status === 'pending') return unchanged(payment)
  if (payment.capturedMinor === 0) {
    const providerRef = payment.providerRef ?? (provider === 'stripe' ? ref : null)
    return bookCapture(result, { ...payment, providerRef })
  }
  return captureRef && captureRef !== payment.captureRef
    ? changed({ ...payment, captureRef })
    : unchanged(payment)
}
