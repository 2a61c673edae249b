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
}

export interface ListedReversal extends Reversal {
  readonly reversedAt: Date
}

export const reversalKey = ({ provider, reversalId }: Reversal): string =>
  `${provider} ${reversalId}`
