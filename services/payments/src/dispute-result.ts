import { isDeepStrictEqual } from 'node:util'
import { v5 as uuidv5 } from 'uuid'
import { proveCapture } from './book-capture.ts'
import { mostMinor, withTaken } from './capture.ts'
import {
  type Change,
  changed,
  followedBy,
  type PaymentEvent,
  postingOf,
  unchanged,
} from './change.ts'
import type { Dispute, DisputeReport } from './dispute.ts'
import { movesOf, takenFor } from './dispute-money.ts'
import { causeOf } from './ledger.ts'
import type { Payment } from './payment.ts'
import type { Reversal } from './reversal.ts'
import { pairAgain } from './reversal-result.ts'
import { openedBy, withReport } from './told-dispute.ts'

const namespace = '3d2a6c1e-6f55-4a0b-8a39-1f0b6b8f7e21'

const eventsOf = (was: Dispute | undefined, is: Dispute): PaymentEvent[] => {
  const { disputeId, amountMinor, currency, reason } = is
  const about = { disputeId, amountMinor, currency, reason }
  const isOpened = !was || (was.status !== 'open' && is.status === 'open')
  const opened: PaymentEvent[] = isOpened ? [{ type: 'dispute_opened', ...about }] : []
  if (is.status === 'open' || was?.status === is.status) return opened
  if (is.status === 'won') return [...opened, { type: 'dispute_won', ...about }]
  return [...opened, { type: 'dispute_lost', ...about, amountMinor: is.lostMinor ?? amountMinor }]
}

/** A provider may take more than was captured, as where a currency has changed its value: that is no capture. */
const proveBy = ({ disputeId, captureRef, money }: DisputeReport, payment: Payment): Change =>
  proveCapture(payment, Math.min(money.amountMinor, mostMinor(payment)), {
    ref: disputeId,
    captureRef,
  })

/** Applies what an event tells of a dispute. Its payment was captured before. */
export const applyDispute = (
  report: DisputeReport,
  payment: Payment,
  known: Dispute | undefined,
  reversals: readonly Reversal[] = [],
  disputes: readonly Dispute[] = [],
): Change => {
  if (payment.currency !== report.money.currency) return unchanged(payment)
  const change = followedBy(known ? changed(payment) : proveBy(report, payment), (now) =>
    applyReport(report, now, known),
  )
  const others = disputes.filter(({ disputeId }) => disputeId !== report.disputeId)
  return change.disputes.length === 0
    ? change
    : followedBy(change, (now) => pairAgain(now, reversals, [...others, ...change.disputes]))
}

/** Books what its money did between what was known of a dispute and what is now, each time under a cause of its own. */
function applyReport(report: DisputeReport, payment: Payment, known: Dispute | undefined): Change {
  const { provider, orderId } = payment
  if (provider === null || provider === 'account') return unchanged(payment)
  const is = known ? withReport(known, report) : openedBy(report, orderId, provider)
  if (isDeepStrictEqual(is, known)) return unchanged(payment)

  const cause = causeOf(uuidv5(`${provider}:${is.disputeId}`, namespace), is.timesBooked)
  const postings = movesOf(known, is).flatMap(([kind, minor]) =>
    postingOf(kind, payment, minor, cause),
  )
  const [before, now] = [takenFor(known), takenFor(is)]
  const heldMinor = now.heldMinor - before.heldMinor
  const lostMinor = now.lostMinor - before.lostMinor
  const after: Payment = {
    ...payment,
    disputedMinor: payment.disputedMinor + heldMinor,
    chargedBackMinor: payment.chargedBackMinor + lostMinor,
  }
  const timesBooked = is.timesBooked + (postings.length > 0 ? 1 : 0)
  return {
    ...changed(withTaken(after, is.captureRef, heldMinor + lostMinor), ...eventsOf(known, is)),
    disputes: [{ ...is, timesBooked }],
    postings,
  }
}
