import { v5 as uuidv5 } from 'uuid'
import { proveCapture } from './book-capture.ts'
import { withTaken } from './capture.ts'
import {
  type Change,
  changed,
  followedBy,
  type PaymentEvent,
  postingOf,
  unchanged,
} from './change.ts'
import type { Dispute, DisputeReport } from './dispute.ts'
import type { Payment, Provider } from './payment.ts'
import type { Reversal } from './reversal.ts'
import { pairAgain } from './reversal-result.ts'

const namespace = '3d2a6c1e-6f55-4a0b-8a39-1f0b6b8f7e21'

const openedBy = (report: DisputeReport, orderId: string, provider: Provider): Dispute => {
  const { disputeId, money, reason, respondBy } = report
  return {
    ...{ disputeId, orderId, provider, ...money, reason, respondBy },
    status: 'open',
    movements: 0,
    lostMinor: null,
    captureRef: null,
  }
}

const eventsOf = (was: Dispute | undefined, is: Dispute, lostMinor: number): PaymentEvent[] => {
  const { disputeId, amountMinor, currency, reason } = is
  const about = { disputeId, amountMinor, currency, reason }
  const opened: PaymentEvent[] = was ? [] : [{ type: 'dispute_opened', ...about }]
  if (is.status === 'open' || was?.status === is.status) return opened
  if (is.status === 'won') return [...opened, { type: 'dispute_won', ...about }]
  return [...opened, { type: 'dispute_lost', ...about, amountMinor: lostMinor }]
}

const proveBy = ({ disputeId, captureRef, money }: DisputeReport, payment: Payment): Change =>
  proveCapture(payment, money.amountMinor, { ref: disputeId, captureRef })

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

/** A dispute closes once, and its money is withdrawn and returned once each. */
function applyReport(report: DisputeReport, payment: Payment, known: Dispute | undefined): Change {
  const { provider, orderId } = payment
  if (provider === null || provider === 'account') return unchanged(payment)
  const was = known ?? openedBy(report, orderId, provider)
  const captureRef = was.captureRef ?? report.captureRef ?? null
  const status = was.status === 'open' ? report.status : was.status
  const lostBefore = was.status === 'lost' && was.movements > 0
  const movements = lostBefore ? was.movements : Math.max(was.movements, report.movements)
  const isSame = status === was.status && movements === was.movements
  if (known && isSame && captureRef === was.captureRef) return unchanged(payment)

  const { amountMinor, disputeId } = was
  const cause = uuidv5(`${provider}:${disputeId}`, namespace)
  const withdrawn = was.movements < 1 && movements >= 1
  const returned = movements === 2 && was.movements < 2
  const lost = status === 'lost' && movements === 1 && !lostBefore
  const { lostMinor = amountMinor } = report
  const is: Dispute = {
    ...{ ...was, status, movements, captureRef },
    lostMinor: lost ? lostMinor : was.lostMinor,
  }
  const disputedMinor =
    payment.disputedMinor + (withdrawn ? amountMinor : 0) - (returned || lost ? amountMinor : 0)
  const chargedBackMinor = payment.chargedBackMinor + (lost ? lostMinor : 0)
  const postings = [
    ...(withdrawn ? postingOf('dispute_opened', payment, amountMinor, cause) : []),
    ...(returned ? postingOf('dispute_won', payment, amountMinor, cause) : []),
    ...(lost ? postingOf('dispute_lost', payment, lostMinor, cause) : []),
    ...(lost ? postingOf('dispute_won', payment, amountMinor - lostMinor, cause) : []),
  ]
  const takenMinor =
    disputedMinor - payment.disputedMinor + chargedBackMinor - payment.chargedBackMinor
  const after = withTaken({ ...payment, disputedMinor, chargedBackMinor }, captureRef, takenMinor)
  return { ...changed(after, ...eventsOf(known, is, lostMinor)), disputes: [is], postings }
}
