import { endPending } from './capture-result.ts'
import { type Change, changed, unchanged } from './change.ts'
import { captured } from './decide.ts'
import { isDeclaredCapture, isSettledVoid, type Payment, settledByHand } from './payment.ts'
import type { StepResult } from './step-result.ts'

export type Captured = StepResult & { readonly is: 'done'; readonly step: 'capture' }

/** The provider captured the payment, whether or not it was requested. */
export const isCaptured = (result: StepResult): result is Captured =>
  result.step === 'capture' && result.is === 'done'

/**
 * Books a capture that no step waits for: the provider made it after the payment was settled otherwise, or before an operator
 * declares it. Of an order that takes its money back it has to be given back.
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
  const { status, provider } = payment
  const first = status === 'pending' && provider ? [{ type: 'authorised', provider } as const] : []
  return {
    ...booked,
    events: isKept ? [...first, ...events] : [],
    postings: [...ended.postings, ...booked.postings],
  }
}

/** Books the capture that must have been made before the money that the provider tells of moved. */
export function proveCapture(payment: Payment, captureRef?: string): Change {
  if (payment.capturedMinor === 0) return bookCapture({ captureRef }, payment)
  return isDeclaredCapture(payment) ? changed(confirmed(payment)) : unchanged(payment)
}

/** What is left of a mark once the provider has told more. */
export const withoutMark = (payment: Payment): string | null =>
  isSettledVoid(payment) ? settledByHand : null

const confirmed = (payment: Payment): Payment => ({ ...payment, reason: withoutMark(payment) })

/** Applies what a provider tells of a capture that no step waits for. */
export function applyLateCapture(result: Captured, payment: Payment): Change {
  const { captureRef = payment.captureRef, provider, ref } = result
  const providerRef = payment.providerRef ?? (provider === 'stripe' ? ref : null)
  if (payment.capturedMinor === 0) return bookCapture(result, { ...payment, providerRef })
  const known = isDeclaredCapture(payment) ? confirmed(payment) : payment
  return captureRef === known.captureRef && known === payment
    ? unchanged(payment)
    : changed({ ...known, captureRef })
}
