import { v5 as uuidv5 } from 'uuid'
import { proveCapture } from './book-capture.ts'
import { mostMinor, withTaken } from './capture.ts'
import { type Change, changed, followedBy, postingOf, unchanged } from './change.ts'
import type { Dispute } from './dispute.ts'
import { ledgerOnly, type Payment } from './payment.ts'
import type { Reversal } from './reversal.ts'
import type { ReversalResult } from './step-result.ts'

const namespace = '5e0c1f4b-7f0a-4f0e-9f8e-2b7d3a1c9d60'

const causeOf = ({ provider, reversalId }: Reversal): string =>
  uuidv5(`${provider}:${reversalId}`, namespace)

/** A dispute that has taken this money, all of it or what the buyer won: a provider tells of both, and names neither in the other. */
const isOf =
  ({ amountMinor }: Pick<Reversal, 'amountMinor'>) =>
  (dispute: Dispute): boolean =>
    dispute.movements > 0 &&
    (dispute.amountMinor === amountMinor || dispute.lostMinor === amountMinor)

/** The provider took captured money back: each time once by its id, and not besides the dispute that took it. */
export function applyReversal(
  { ref, reason, money, captureRef, provider: teller }: ReversalResult,
  payment: Payment,
  reversals: readonly Reversal[],
  disputes: readonly Dispute[],
): Change {
  const { provider, orderId } = payment
  if (
    provider === null ||
    provider === 'account' ||
    provider !== teller ||
    ledgerOnly(payment) ||
    payment.currency !== money.currency ||
    money.amountMinor > mostMinor(payment)
  )
    return unchanged(payment)
  const reversal: Reversal = {
    ...{ provider, reversalId: ref, orderId, ...money, reason },
    ...{ status: 'due', disputeId: null },
  }
  if (reversals.some(({ reversalId }) => reversalId === ref)) return unchanged(payment)
  return followedBy(proveCapture(payment, money.amountMinor, { ref, captureRef }), (now) => {
    const taken = new Set(reversals.map(({ disputeId }) => disputeId))
    const dispute = disputes.filter(isOf(money)).find((one) => !taken.has(one.disputeId))
    if (dispute) return ofDispute(now, reversal, dispute)
    const { amountMinor } = money
    const reversedMinor = now.reversedMinor + amountMinor
    const after = { ...now, reversedMinor, reason: now.reason ?? reason }
    return {
      ...changed(withTaken(after, captureRef, amountMinor)),
      reversals: [reversal],
      postings: postingOf('capture_reversed', now, amountMinor, causeOf(reversal)),
    }
  })
}

const ofDispute = (payment: Payment, reversal: Reversal, { disputeId }: Dispute): Change => ({
  ...unchanged(payment),
  reversals: [{ ...reversal, status: 'disputed', disputeId }],
})

/** Takes the reversal out of the books that told of the money of a dispute before the dispute did. */
export function withoutReversalOf(
  payment: Payment,
  dispute: Dispute,
  reversals: readonly Reversal[],
  captureRef: string | undefined,
): Change {
  if (reversals.some(({ disputeId }) => disputeId === dispute.disputeId)) return unchanged(payment)
  const reversal = reversals.find((one) => one.status !== 'disputed' && isOf(one)(dispute))
  if (!reversal) return unchanged(payment)
  const { amountMinor, status } = reversal
  const isWrittenOff = status === 'written_off'
  const kind = isWrittenOff ? 'write_off_disputed' : 'reversal_disputed'
  return {
    ...ofDispute(payment, reversal, dispute),
    payment: withTaken(
      isWrittenOff
        ? { ...payment, chargedBackMinor: payment.chargedBackMinor - amountMinor }
        : { ...payment, reversedMinor: payment.reversedMinor - amountMinor },
      captureRef,
      0 - amountMinor,
    ),
    postings: postingOf(kind, payment, amountMinor, causeOf(reversal)),
  }
}

/** Ends what a reversal left due: nobody will pay it. */
export const writeOff = (payment: Payment, reversal: Reversal): Change =>
  reversal.status === 'due'
    ? {
        ...changed({
          ...payment,
          reversedMinor: payment.reversedMinor - reversal.amountMinor,
          chargedBackMinor: payment.chargedBackMinor + reversal.amountMinor,
        }),
        reversals: [{ ...reversal, status: 'written_off' }],
        postings: postingOf(
          'reversal_written_off',
          payment,
          reversal.amountMinor,
          causeOf(reversal),
        ),
      }
    : unchanged(payment)
