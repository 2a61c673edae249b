import type { DisputeReport } from './dispute.ts'
import type { Provider } from './payment.ts'
import { refundIdOf } from './refund-id.ts'
import type { ProviderResult } from './step-result.ts'

interface Base {
  readonly orderId: string
  readonly provider: Provider
}

/** When a provider comes to hold what it authorises: at once, when the shopper has confirmed the payment, or when it has reviewed it. */
export type HeldOnce = 'requested' | 'confirmed' | 'reviewed'

export interface MadeCapture {
  readonly ref: string
  readonly amountMinor: number
  /** It captures no more of the authorisation, unless this one is refused. */
  readonly isFinal: boolean
  status: 'pending' | 'done' | 'refused'
}
export interface MadeRefund {
  readonly ref: string
  readonly captureRef: string
  readonly amountMinor: number
  /** Of a refund that we requested. */
  readonly refundId: string | undefined
  status: 'pending' | 'done' | 'failed'
}
export interface MadeReversal {
  readonly ref: string
  readonly captureRef: string
  readonly amountMinor: number
  /** The dispute whose money it is. */
  readonly disputeId: string | undefined
}
export interface OpenDispute {
  readonly disputeId: string
  readonly captureRef: string
  readonly amountMinor: number
  status: DisputeReport['status']
  movements: DisputeReport['movements']
  /** What it has taken, or takes when it moves money: less than its amount where it was lost in part. */
  takenMinor: number
  wasLost: boolean
}

/** What a provider answers that waits for the shopper. */
export const actionOf = (base: Base): ProviderResult => ({
  ...base,
  ...{ step: 'authorise', is: 'action', ref: 'pi_1', until: new Date(900_000) },
  action: { type: 'confirm_card', clientSecret: 's' },
})

/** What it answers while it reviews the authorisation that it has to make, or to release. */
export const reviewOf = (base: Base, step: 'authorise' | 'void', ref: string): ProviderResult => ({
  ...{ ...base, step, is: 'review', ref, until: new Date(30_000) },
})

/** What PayPal answers to a void of what is captured: of a capture that is not settled, only that there is one. */
export const insteadOfVoid = (made: ProviderResult): ProviderResult => {
  const { orderId, provider } = made
  return made.is === 'pending'
    ? { orderId, provider, step: 'void', is: 'refused', reason: 'capture_pending' }
    : made
}

/** What a denied review is told as: an authorisation that was declined, or one that has ended. */
export const denials = ['declined', 'ended'] as const

export const denialOf = (
  base: Base,
  ref: string,
  toldAs: (typeof denials)[number] = 'declined',
): ProviderResult =>
  toldAs === 'declined'
    ? { ...base, step: 'authorise', is: 'declined', reason: 'authorisation_denied' }
    : { ...base, step: 'void', is: 'done', ref }

export const sumOf = (all: readonly { readonly amountMinor: number }[]): number =>
  all.reduce((sum, { amountMinor }) => sum + amountMinor, 0)

export const takenBy = (disputes: readonly OpenDispute[]): number =>
  disputes.reduce((sum, { takenMinor }) => sum + takenMinor, 0)

/** A reversal of such an amount could be its money. */
export const mayTake = (
  { captureRef, amountMinor, takenMinor }: OpenDispute,
  of: string,
  minor: number,
): boolean => captureRef === of && [amountMinor, takenMinor].includes(minor)

/** As much was taken of a capture by a reversal that is not the money of a dispute. */
export const isTakenAlone = (
  reversals: readonly MadeReversal[],
  of: string,
  minor: number,
): boolean =>
  reversals.some(
    ({ captureRef, amountMinor, disputeId }) =>
      disputeId === undefined && captureRef === of && amountMinor === minor,
  )

export const isWithdrawn = ({ status, movements }: OpenDispute): boolean =>
  status === 'open' && movements % 2 === 1

/** The provider's report of a capture; PayPal's names the capture and its amount. */
export function captureFactOf(
  base: Base,
  { ref, status: is, amountMinor, isFinal }: MadeCapture,
): ProviderResult {
  const fact = { ...base, step: 'capture', is, reason: 'slow', ref } as const
  if (base.provider === 'stripe') return { ...fact, ...(is === 'done' && { amountMinor }) }
  const more = { captureRef: ref, amountMinor, isFinal }
  return { ...fact, ...(is !== 'refused' && more) }
}

/** How an event tells it: Stripe says that a capture failed as it says that a payment was declined. */
export function asEvent(result: ProviderResult): ProviderResult {
  const { orderId, provider, step, is } = result
  if (provider !== 'stripe' || step !== 'capture' || is !== 'refused') return result
  return { orderId, provider, step: 'authorise', is: 'declined', reason: result.reason }
}

const factOf = { done: 'done', pending: 'pending', failed: 'refused' } as const

/** What is told of a refund; PayPal names its capture. */
export function refundFactOf(
  base: Base,
  { ref, captureRef, amountMinor, refundId, status }: MadeRefund,
): ProviderResult {
  const fact = { ...base, step: 'refund', is: factOf[status], ref, reason: 'x' } as const
  const ofCapture = base.provider === 'paypal' && { captureRef }
  return refundId
    ? { ...fact, refundId, amountMinor, ...ofCapture }
    : {
        ...{ ...fact, refundId: refundIdOf(base.provider, ref) },
        external: { amountMinor, currency: 'GBP', ...ofCapture },
      }
}

/** What is told of a dispute, as of a time; PayPal names its capture, and what the buyer won of it. */
export function disputeFactOf(
  base: Base,
  asOf: Date,
  { disputeId, captureRef, amountMinor, takenMinor, status, movements }: OpenDispute,
): ProviderResult {
  const report: DisputeReport = {
    ...{ disputeId, money: { amountMinor, currency: 'GBP' }, reason: 'fraud', respondBy: null },
    ...{ status, movements, asOf },
    ...(base.provider === 'paypal' && {
      ...{ captureRef, ...(status === 'lost' && { lostMinor: takenMinor }) },
    }),
  }
  return { ...base, step: 'dispute', is: 'disputed', report }
}
