import { type HistoryEvent, toUtc } from './history.ts'

/** When the money of a refund moved, as ISO 8601 or any other text that `Date.parse` reads. */
export interface RefundTimes {
  readonly amountMinor: number
  /** Of a refund that is only known to have failed: when it did. */
  readonly refundedAt: string
  /** When the provider took it back. */
  readonly failedAt: string | null
  readonly refundId: string
  /** A refund that failed, and that is this one at the provider. */
  readonly replaces: string | null
  /** Of a refund that failed: the other refund that it is at the provider. */
  readonly replacedBy: string | null
}

export interface Refund extends RefundTimes {
  readonly orderId: string
}

const earliest = (a: string | null, b: string | null): string | null => {
  if (a === null || b === null) return a ?? b
  return a < b ? a : b
}

/** Merges what is known of one refund; the upsert in store/refunds.ts does the same in SQL. */
const mergeRefunds = (a: Refund, b: Refund): Refund => ({
  ...a,
  refundedAt: earliest(a.refundedAt, b.refundedAt) ?? a.refundedAt,
  failedAt: earliest(a.failedAt, b.failedAt),
  replaces: a.replaces ?? b.replaces,
  replacedBy: a.replacedBy ?? b.replacedBy,
})

/** One entry for each refund; one that has failed stays failed, whichever of its events comes first. */
export function refundsOf(events: readonly HistoryEvent[]): Refund[] {
  const refunds = new Map<string, Refund>()
  for (const event of events) {
    if (event.type !== 'order.refunded' && event.type !== 'order.refund_failed') continue
    const { refundId, orderId, amountMinor } = event.data
    const at = toUtc(event.time)
    const isFailure = event.type === 'order.refund_failed'
    const refund: Refund = {
      ...{ refundId, orderId, amountMinor, refundedAt: at, failedAt: isFailure ? at : null },
      replaces: isFailure ? null : (event.data.replaces ?? null),
      replacedBy: isFailure ? (event.data.replacedBy ?? null) : null,
    }
    const before = refunds.get(refundId)
    refunds.set(refundId, before ? mergeRefunds(before, refund) : refund)
  }
  return [...refunds.values()]
}

/** What the customer was paid back. */
export const refundedMinor = (refunds: readonly RefundTimes[]): number =>
  refunds.reduce((sum, { amountMinor, failedAt }) => sum + (failedAt ? 0 : amountMinor), 0)

interface Move {
  readonly at: number
  /** What the customer has still to be paid by it; negative when it was paid. */
  readonly minor: number
}

const made = ({ amountMinor, refundedAt }: RefundTimes): Move => ({
  at: Date.parse(refundedAt),
  minor: -amountMinor,
})

const failed = ({ amountMinor, failedAt }: RefundTimes): Move[] =>
  failedAt ? [{ at: Date.parse(failedAt), minor: amountMinor }] : []

/** The refund that a failed one is at the provider: that which its failure named, else one that names it, best one that was made. */
function replacementOf(
  { refundId, failedAt, replacedBy }: RefundTimes,
  refunds: readonly RefundTimes[],
): RefundTimes | undefined {
  if (failedAt === null) return undefined
  const [first, ...others] = refunds.filter(({ replaces }) => replaces === refundId)
  return (
    refunds.find((one) => one.refundId === replacedBy) ??
    [first, ...others].find((one) => one?.failedAt === null) ??
    first
  )
}

/** No money of a replaced refund has moved but that of its replacement: what this does not cover has still to be paid. */
function movesOf(all: readonly RefundTimes[]): Move[] {
  const refunds = all.toSorted((a, b) => (a.refundId < b.refundId ? -1 : 1))
  const left = new Map(refunds.map((one) => [one.refundId, one.amountMinor]))
  const replaced = refunds.flatMap((refund) => {
    const replacement = replacementOf(refund, refunds)
    return replacement ? [{ refund, replacement }] : []
  })
  const moves = replaced.flatMap(({ refund, replacement }): Move[] => {
    const uncovered = left.get(replacement.refundId) ?? 0
    const covered = Math.min(refund.amountMinor, uncovered)
    left.set(replacement.refundId, uncovered - covered)
    const at = Date.parse(refund.failedAt ?? refund.refundedAt)
    const paidAt = Math.min(at, Date.parse(replacement.refundedAt))
    return [
      { at: paidAt, minor: -covered },
      { at, minor: refund.amountMinor - covered },
    ]
  })
  const others = refunds.filter((one) => !replaced.some(({ refund }) => refund === one))
  const ownMoves = others.flatMap((one) => [
    made({ ...one, amountMinor: left.get(one.refundId) ?? 0 }),
    ...failed(one),
  ])
  return [...moves, ...ownMoves]
}

/** What providers took back of refunds, less what was refunded after that: the customer has still to be paid. */
export const refundFailedMinor = (refunds: readonly RefundTimes[]): number =>
  movesOf(refunds)
    .sort((a, b) => a.at - b.at || a.minor - b.minor)
    .reduce((owed, { minor }) => Math.max(0, owed + minor), 0)
