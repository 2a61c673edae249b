import { type Change, followedBy, unchanged } from './change.ts'
import { bookExternalRefund, refundIdOf } from './external-refund.ts'
import { isDeclared, isVoidRefund, type Payment, type Refund } from './payment.ts'
import { applyToRefund, failed } from './refund-result.ts'
import type { ExternalRefund, StepResult } from './step-result.ts'

const refOf = (result: StepResult): string | undefined => ('ref' in result ? result.ref : undefined)

/** A declared refund that the provider may mean by one of this amount: its reference may have been mistyped. */
const declaredOf = (external: ExternalRefund | undefined, refunds: readonly Refund[]) =>
  refunds.find((one) => isDeclared(one) && one.amountMinor === external?.amountMinor)

/**
 * The refund that a result is about. The provider's reference tells it, whoever made it; `known` has the id that the result
 * names.
 */
function refundOf(
  result: StepResult,
  known: Refund | undefined,
  refunds: readonly Refund[],
): Refund | undefined {
  if (known?.status === 'pending') return known
  const ref = refOf(result)
  const byRef = ref === undefined ? undefined : refunds.find((one) => one.providerRef === ref)
  return byRef ?? known ?? declaredOf(result.external, refunds)
}

/** Applies what a provider tells of a refund: each that it made is booked once, also when it was declared before. */
export function applyRefundResult(
  result: StepResult,
  payment: Payment,
  known: Refund | undefined,
  refunds: readonly Refund[],
): Change {
  const refund = refundOf(result, known, refunds)
  const { external } = result
  if (!refund) return external ? bookExternalRefund(result, external, payment) : unchanged(payment)
  if (isDeclared(refund)) return applyToDeclared(result, payment, refund)
  if (isAnother(result, refund)) {
    const { amountMinor } = refund
    const refundId = refundIdOf(result.provider, result.ref)
    const twin = { amountMinor, currency: payment.currency ?? '' }
    return bookExternalRefund({ ...result, refundId }, twin, payment)
  }
  return applyToRefund(result, payment, refund)
}

/** The provider carried out our request as well, besides the refund that was declared in its place. */
const isAnother = (
  result: StepResult,
  { status, providerRef, attempt }: Refund,
): result is StepResult & { is: 'done' } =>
  result.is === 'done' &&
  result.lease === undefined &&
  status === 'refunded' &&
  attempt === 0 &&
  providerRef !== null &&
  providerRef !== result.ref

/** What the provider says of a declared refund counts: it confirms it, or what it made is booked instead. */
function applyToDeclared(result: StepResult, payment: Payment, refund: Refund): Change {
  const { external } = result
  switch (result.is) {
    case 'done':
    case 'pending': {
      const { ref: providerRef } = result
      if (external && external.amountMinor !== refund.amountMinor && !isVoidRefund(refund))
        return followedBy(failed(payment, refund, 'amount_differs'), (now) =>
          bookExternalRefund(result, external, now),
        )
      const reason = result.is === 'done' ? null : refund.reason
      return { ...unchanged(payment), refunds: [{ ...refund, providerRef, reason }] }
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
