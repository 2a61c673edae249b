import { proveCapture } from './book-capture.ts'
import { mostMinor } from './capture.ts'
import { type Change, followedBy, unchanged } from './change.ts'
import { bookExternalRefund } from './external-refund.ts'
import { isDeclared, ledgerOnly, type Payment, type Refund } from './payment.ts'
import { refundIdOf } from './refund-id.ts'
import {
  applyToRefund,
  failed,
  ofCapture,
  refuseRequested,
  takeBackDeclared,
} from './refund-result.ts'
import type { StepResult } from './step-result.ts'

const refOf = (result: StepResult): string | undefined => ('ref' in result ? result.ref : undefined)

/** A declared refund that the provider may mean by one of this amount: its reference may have been mistyped. */
const declaredOf = (result: StepResult, refunds: readonly Refund[]) =>
  result.is === 'done' || result.is === 'pending'
    ? refunds.find((one) => isDeclared(one) && one.amountMinor === result.external?.amountMinor)
    : undefined

/** Whether the refund that carries the id of a result is the one that the provider made, or will make, under its reference. */
function isAbout(result: StepResult, { amountMinor, status, ...refund }: Refund): boolean {
  if (result.amountMinor !== undefined && result.amountMinor !== amountMinor) return false
  const isFact = result.is === 'done' || result.is === 'pending'
  if (isDeclared({ ...refund, amountMinor, status })) return isFact
  // The order was told that it failed: what is made after all is another one.
  if (isFact && status === 'failed') return false
  return refund.providerRef === null
}

/** The refund that a result is about: the provider's reference tells it, whoever made it. `known` has the id that the result names. */
function refundOf(
  result: StepResult,
  known: Refund | undefined,
  refunds: readonly Refund[],
): Refund | undefined {
  const ref = refOf(result)
  if (ref === undefined) return known
  const byRef = [...refunds, ...(known ? [known] : [])].find((one) => one.providerRef === ref)
  if (byRef) return byRef
  return known && isAbout(result, known) ? known : declaredOf(result, refunds)
}

/** A refund that the provider made and that no refund here stands for. */
function anotherOf(result: StepResult, payment: Payment, known: Refund | undefined) {
  const ref = refOf(result)
  const amountMinor = result.amountMinor ?? known?.amountMinor
  if (ref === undefined) return undefined
  const refundId = refundIdOf(result.provider, ref)
  if (result.external) return { refundId, external: result.external }
  if (amountMinor === undefined) return undefined
  const money = { amountMinor, currency: payment.currency ?? '' }
  return { refundId, external: { ...money, ...ofCapture(result) } }
}

/**
 * Applies what a provider tells of a refund: each that it made is booked once, also when it was declared before, or ended here
 * otherwise. What it gives back it has captured.
 */
export function applyRefundResult(
  result: StepResult,
  payment: Payment,
  named: Refund | undefined,
  refunds: readonly Refund[],
): Change {
  const known = named?.orderId === payment.orderId ? named : undefined
  const { external } = result
  const amountMinor = external?.amountMinor ?? result.amountMinor ?? known?.amountMinor ?? 0
  const isOther = external !== undefined && external.currency !== payment.currency
  if (ledgerOnly(payment) || isOther || amountMinor > mostMinor(payment)) return unchanged(payment)
  const apply = (now: Payment): Change => {
    const refund = refundOf(result, known, refunds)
    if (refund) return endNamed(result, applyTo(result, now, refund, refunds), known, refund)
    const another = anotherOf(result, now, known)
    if (!another) return unchanged(now)
    const { refundId } = another
    return bookExternalRefund({ ...result, refundId }, another.external, now, refunds)
  }
  const isKnown = refunds.some((one) => one.providerRef === refOf(result) && !isDeclared(one))
  return (result.is === 'done' || result.is === 'pending') && !isKnown
    ? followedBy(
        proveCapture(payment, amountMinor, { ref: result.ref, captureRef: external?.captureRef }),
        apply,
      )
    : apply(payment)
}

const applyTo = (
  result: StepResult,
  payment: Payment,
  refund: Refund,
  refunds: readonly Refund[],
): Change =>
  isDeclared(refund)
    ? applyToDeclared(result, payment, refund, refunds)
    : applyToRefund(result, payment, refund, refunds)

/** The response to our request names a refund that was declared of another one: the requested one is not made besides. */
const endNamed = (
  { lease }: StepResult,
  change: Change,
  named: Refund | undefined,
  refund: Refund,
): Change =>
  named && named.refundId !== refund.refundId && named.status === 'pending' && lease !== undefined
    ? followedBy(change, (now) => refuseRequested(now, named, 'booked_already', null))
    : change

/** What the provider says of a declared refund counts: it confirms it, or what it made is booked instead. */
function applyToDeclared(
  result: StepResult,
  payment: Payment,
  refund: Refund,
  refunds: readonly Refund[],
): Change {
  switch (result.is) {
    case 'done':
    case 'pending': {
      const { ref: providerRef } = result
      const external = anotherOf(result, payment, refund)
      if (external && external.external.amountMinor !== refund.amountMinor)
        return followedBy(takeBackDeclared(payment, refund, 'amount_differs'), (now) =>
          bookExternalRefund(
            { ...result, refundId: external.refundId },
            external.external,
            now,
            refunds.map((one) => (one === refund ? { ...one, status: 'failed' } : one)),
          ),
        )
      // Also while it is pending there: another one of its amount is told under another reference.
      const confirmed: Refund = { ...refund, ...ofCapture(result), providerRef, reason: null }
      return { ...unchanged(payment), refunds: [confirmed] }
    }
    case 'refused':
      return result.ref === refund.providerRef
        ? failed(payment, refund, result.reason)
        : unchanged(payment)
    case 'declined':
    case 'retry':
    case 'failover':
      return unchanged(payment)
  }
}
