import { v5 as uuidv5 } from 'uuid'
import type { Outcome } from './clients/provider.ts'
import { causeOf, type Posting, type PostingKind, post } from './ledger.ts'
import type { Provider } from './payment.ts'
import { refundIdOf } from './refund-id.ts'

/** What a provider captured of an order that another provider took: it is given back. */
export interface StrayCapture {
  readonly provider: Provider
  /** The provider's reference of the payment. */
  readonly paymentRef: string
  readonly captureRef: string | null
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly status: 'held' | 'given_back'
  /** The provider's reference of the refund that gives it back; null also where it was made on the dashboard. */
  readonly refundRef: string | null
  /** Why the last request did not give it back. */
  readonly reason: string | null
  /** How many keys of its refund the provider has answered without giving it back in the end. */
  readonly attempt: number
  /** How often its refund was requested without an end. */
  readonly requests: number
}

export interface ListedStray
  extends Pick<
    StrayCapture,
    'provider' | 'paymentRef' | 'orderId' | 'amountMinor' | 'currency' | 'reason' | 'requests'
  > {
  readonly since: Date
  /** Null after the last request. */
  readonly nextAttemptAt: Date | null
}

const namespace = '0d3f0a52-6a8b-4a53-9a4e-7d5f3c2b1e90'
/** Staff gave it back on the provider's dashboard. */
const givenBackThere = ['charge_already_refunded', 'capture_fully_refunded']

const requestsAtMost = 20
const firstPauseMs = 120_000
const longestPauseMs = 6 * 3_600_000

/** With the pauses between them, the requests take about three days; infinite after the last one. */
export const pauseMs = ({ requests, refundRef }: StrayCapture): number => {
  if (refundRef !== null) return longestPauseMs
  if (requests >= requestsAtMost) return Number.POSITIVE_INFINITY
  return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.max(0, requests - 1))
}

/** The stray after the outcome of a request for its refund. */
export function afterRequest(stray: StrayCapture, outcome: Outcome): StrayCapture {
  const requested = { ...stray, requests: stray.requests + 1 }
  switch (outcome.is) {
    case 'done':
      return { ...stray, status: 'given_back', refundRef: outcome.ref, reason: null }
    case 'pending':
      return { ...stray, refundRef: outcome.ref, reason: outcome.reason }
    case 'refused':
    case 'declined': {
      const { reason } = outcome
      if (givenBackThere.includes(reason))
        return { ...stray, status: 'given_back', refundRef: null, reason }
      return { ...requested, refundRef: null, attempt: stray.attempt + 1, reason }
    }
    case 'failed':
      return { ...requested, attempt: stray.attempt + (outcome.isKept ? 1 : 0), reason: outcome.is }
    default:
      return { ...requested, reason: outcome.is }
  }
}

/** A refund that a provider took back, or never made. */
export interface FailedRefund {
  readonly orderId: string
  readonly provider: Provider
  readonly refundId?: string | undefined
  readonly ref?: string | undefined
  readonly reason: string
}

/** Whether the refund that failed is the one that gives the stray back. */
export function isRefundOf(
  { provider, orderId, ref, refundId }: FailedRefund,
  stray: StrayCapture,
): boolean {
  if (stray.provider !== provider || stray.orderId !== orderId) return false
  if (stray.refundRef !== null) return stray.refundRef === ref
  if (refundId === refundIdOf(provider, stray.paymentRef)) return true
  return stray.status === 'given_back' && refundId === refundIdOf(provider, ref ?? '')
}

/** The money is with the provider again: the next refund has a key of its own. */
export const afterFailure = (stray: StrayCapture, reason: string): StrayCapture => ({
  ...{ ...stray, status: 'held', refundRef: null, reason },
  ...{ attempt: stray.attempt + 1, requests: 0 },
})

/** What the ledger has to learn of a stray; undefined: it is new. */
export function strayPostings(was: StrayCapture | undefined, is: StrayCapture): Posting[] {
  const { orderId, provider, currency, amountMinor, paymentRef } = is
  const cause = uuidv5(`${provider}:${paymentRef}`, namespace)
  const posted = (kind: PostingKind, attempt: number) =>
    post(kind, { orderId, provider, currency, amountMinor }, causeOf(cause, attempt))
  if (!was) return posted('stray_captured', 0)
  if (was.status === is.status) return []
  const kind = is.status === 'given_back' ? 'stray_refunded' : 'stray_refund_failed'
  return posted(kind, was.attempt)
}
