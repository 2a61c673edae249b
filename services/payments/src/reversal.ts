import type { Provider } from './payment.ts'

/** Captured money that a provider took back. */
export interface Reversal {
  readonly provider: Provider
  readonly reversalId: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly reason: string
  /** `due`: the customer owes it again. `disputed`: the money of a dispute, and booked as that. */
  readonly status: 'due' | 'disputed' | 'written_off'
  readonly disputeId: string | null
  /** The capture whose money it is; null where the provider does not say so. */
  readonly captureRef: string | null
  /** How often its money was found not to be that of its dispute: part of the cause of its postings. */
  readonly timesUnpaired: number
}

export interface ListedReversal extends Omit<Reversal, 'captureRef' | 'timesUnpaired'> {
  readonly reversedAt: Date
}

export const reversalKey = ({
  provider,
  reversalId,
}: Pick<Reversal, 'provider' | 'reversalId'>): string => `${provider} ${reversalId}`
