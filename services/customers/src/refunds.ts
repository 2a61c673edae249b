import { type HistoryEvent, toUtc } from './history.ts'

/** When the money of a refund moved, as ISO 8601 or any other text that `Date.parse` reads. */
export interface RefundTimes {
  readonly amountMinor: number
  /** Of a refund that is only known to have failed: when it did. */
  readonly refundedAt: string
  /** When the provider took it back. */
  readonly failedAt: string | null
}

export interface Refund extends RefundTimes {
  readonly refundId: string
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
})

/** One entry for each refund; one that has failed stays failed, whichever of its events comes first. */
export function refundsOf(events: readonly HistoryEvent[]): Refund[] {
  const refunds = new Map<string, Refund>()
  for (const { type, data, time } of events) {
    if (type !== 'order.refunded' && type !== 'order.refund_failed') continue
    const { refundId, orderId, amountMinor } = data
    const at = toUtc(time)
    const failedAt = type === 'order.refund_failed' ? at : null
    const refund = { ...{ refundId, orderId, amountMinor }, refundedAt: at, failedAt }
    const before = refunds.get(refundId)
    refunds.set(refundId, before ? mergeRefunds(before, refund) : refund)
  }
  return [...refunds.values()]
}

/** What the customer was paid back. */
export const refundedMinor = (refunds: readonly RefundTimes[]): number =>
  refunds.reduce((sum, { amountMinor, failedAt }) => sum + (failedAt ? 0 : amountMinor), 0)

/** What providers took back of refunds, less what was refunded after that: the customer has still to be paid. */
export function refundFailedMinor(refunds: readonly RefundTimes[]): number {
  const moves = refunds.flatMap(({ amountMinor, refundedAt, failedAt }) => [
    { at: Date.parse(refundedAt), minor: -amountMinor },
    ...(failedAt ? [{ at: Date.parse(failedAt), minor: amountMinor }] : []),
  ])
  return moves
    .sort((a, b) => a.at - b.at || a.minor - b.minor)
    .reduce((owed, { minor }) => Math.max(0, owed + minor), 0)
}
