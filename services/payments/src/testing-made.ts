import type { DisputeReport } from './dispute.ts'
import type { Provider } from './payment.ts'
import type { ProviderResult } from './step-result.ts'

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
}

/** What a provider answers that waits for the shopper. */
export const actionOf = (base: {
  readonly orderId: string
  readonly provider: Provider
}): ProviderResult => ({
  ...base,
  ...{ step: 'authorise', is: 'action', ref: 'pi_1', until: new Date(900_000) },
  action: { type: 'confirm_card', clientSecret: 's' },
})

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
  status === 'open' && movements === 1

export const factOf = { done: 'done', pending: 'pending', failed: 'refused' } as const

/** What an event tells of a dispute; PayPal names its capture, and what the buyer won of it. */
export const reportOf = (
  { disputeId, captureRef, amountMinor, takenMinor, status, movements }: OpenDispute,
  isPaypal: boolean,
): DisputeReport => ({
  ...{ disputeId, money: { amountMinor, currency: 'GBP' }, reason: 'fraud', respondBy: null },
  ...{ status, movements },
  ...(isPaypal && { captureRef, ...(status === 'lost' && { lostMinor: takenMinor }) }),
})
