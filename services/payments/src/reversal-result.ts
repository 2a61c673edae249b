import { v5 as uuidv5 } from 'uuid'
import { proveCapture } from './book-capture.ts'
import { mostMinor, withTaken } from './capture.ts'
import { type Change, changed, followedBy, postingOf, unchanged } from './change.ts'
import type { Dispute } from './dispute.ts'
import { causeOf } from './ledger.ts'
import { pairReversals } from './pair-reversals.ts'
import { ledgerOnly, type Payment } from './payment.ts'
import type { Reversal } from './reversal.ts'
import type { ReversalResult } from './step-result.ts'

const namespace = '5e0c1f4b-7f0a-4f0e-9f8e-2b7d3a1c9d60'

const causeFor = ({ provider, reversalId, timesUnpaired }: Reversal): string =>
  causeOf(uuidv5(`${provider}:${reversalId}`, namespace), timesUnpaired)

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
    ...{ provider, reversalId: ref, orderId, ...money, reason, captureRef: captureRef ?? null },
    ...{ status: 'due', disputeId: null, timesUnpaired: 0 },
  }
  if (reversals.some(({ reversalId }) => reversalId === ref)) return unchanged(payment)
  const pairs = pairReversals([...reversals, reversal], disputes)
  const disputeId = pairs.get(ref)
  return followedBy(
    followedBy(proveCapture(payment, money.amountMinor, { ref, captureRef }), (now) =>
      disputeId === undefined ? makeDue(now, reversal) : markDisputed(now, reversal, disputeId),
    ),
    (now) => movePaired(now, reversals, pairs),
  )
}

/** Corrects the books where what is known of the disputes now pairs reversals otherwise than before. */
export const pairAgain = (
  payment: Payment,
  reversals: readonly Reversal[],
  disputes: readonly Dispute[],
): Change => movePaired(payment, reversals, pairReversals(reversals, disputes))

const movePaired = (
  payment: Payment,
  reversals: readonly Reversal[],
  pairs: ReadonlyMap<string, string>,
): Change =>
  reversals.reduce<Change>(
    (change, one) => followedBy(change, (now) => move(now, one, pairs.get(one.reversalId) ?? null)),
    unchanged(payment),
  )

function move(payment: Payment, reversal: Reversal, disputeId: string | null): Change {
  if (disputeId === reversal.disputeId) return unchanged(payment)
  if (disputeId === null)
    return makeDue(payment, { ...reversal, timesUnpaired: reversal.timesUnpaired + 1 })
  return followedBy(
    reversal.disputeId === null ? takeOut(payment, reversal) : unchanged(payment),
    (now) => markDisputed(now, reversal, disputeId),
  )
}

/** Its money is in the books as that of the dispute. */
const markDisputed = (payment: Payment, reversal: Reversal, disputeId: string): Change => ({
  ...unchanged(payment),
  reversals: [{ ...reversal, status: 'disputed', disputeId }],
})

function makeDue(payment: Payment, reversal: Reversal): Change {
  const { amountMinor, captureRef } = reversal
  const reversedMinor = payment.reversedMinor + amountMinor
  const after = { ...payment, reversedMinor, reason: payment.reason ?? reversal.reason }
  return {
    ...changed(withTaken(after, captureRef, amountMinor)),
    reversals: [{ ...reversal, status: 'due', disputeId: null }],
    postings: postingOf('capture_reversed', payment, amountMinor, causeFor(reversal)),
  }
}

/** Takes one that is due, or was written off, out of the books. */
function takeOut(payment: Payment, reversal: Reversal): Change {
  const { amountMinor, captureRef, status } = reversal
  const isWrittenOff = status === 'written_off'
  const kind = isWrittenOff ? 'write_off_disputed' : 'reversal_disputed'
  const after = isWrittenOff
    ? { ...payment, chargedBackMinor: payment.chargedBackMinor - amountMinor }
    : { ...payment, reversedMinor: payment.reversedMinor - amountMinor }
  return {
    ...changed(withTaken(after, captureRef, 0 - amountMinor)),
    postings: postingOf(kind, payment, amountMinor, causeFor(reversal)),
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
          causeFor(reversal),
        ),
      }
    : unchanged(payment)
