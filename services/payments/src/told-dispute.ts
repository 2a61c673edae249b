import type { Dispute, DisputeReport } from './dispute.ts'
import type { Provider } from './payment.ts'

/** Of what is told of one moment: a dispute is opened, lost, appealed and won, in this order. */
const stageOf = ({ status, isAppeal }: Pick<DisputeReport, 'status' | 'isAppeal'>): number =>
  isAppeal ? 2 : { open: 0, lost: 1, won: 3 }[status]

/**
 * Below 0 when a report is older than what is known. Stripe lists each movement of the money, so that more of them are newer; PayPal
 * names none, and its own time decides.
 */
function compareAge(report: DisputeReport, known: Dispute): number {
  const time = report.asOf && known.asOf ? report.asOf.getTime() - known.asOf.getTime() : 0
  const movements = report.movements - known.movements
  const stage = stageOf(report) - stageOf(known)
  return known.provider === 'stripe' ? movements || time || stage : time || movements || stage
}

export const isTaken = ({ movements }: Pick<Dispute, 'movements'>): boolean => movements % 2 === 1

/** What a report says was lost; null if nothing was. */
const lostIn = (report: DisputeReport): number | null =>
  report.status === 'lost' && isTaken(report)
    ? (report.lostMinor ?? report.money.amountMinor)
    : null

export function openedBy(report: DisputeReport, orderId: string, provider: Provider): Dispute {
  const { disputeId, money, reason, status, movements, respondBy } = report
  return {
    ...{ disputeId, orderId, provider, ...money, reason, status, movements, respondBy },
    lostMinor: lostIn(report),
    captureRef: report.captureRef ?? null,
    asOf: report.asOf ?? null,
    timesBooked: 0,
  }
}

/** The dispute after a report: the newest one says what it is, in whatever order they come. */
export function withReport(was: Dispute, report: DisputeReport): Dispute {
  const { money, reason, status, movements, respondBy, asOf } = report
  const isOld = compareAge(report, was) < 0
  const is: Dispute = {
    ...was,
    ...(!isOld && { ...money, reason, status, movements, respondBy, asOf: asOf ?? was.asOf }),
    captureRef: was.captureRef ?? report.captureRef ?? null,
  }
  const lostMinor = isOld ? (was.lostMinor ?? lostIn(report)) : (lostIn(report) ?? was.lostMinor)
  return { ...is, lostMinor: lostMinor === null ? null : Math.min(lostMinor, is.amountMinor) }
}
