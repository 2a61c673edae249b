import type { Money } from '@stoa/contracts'
import type { Provider } from './payment.ts'

/** A dispute as one event of its provider tells it; events come late, twice and out of order. */
export interface DisputeReport {
  readonly disputeId: string
  /** The capture whose money it is, where the provider says so. */
  readonly captureRef?: string | undefined
  readonly money: Money
  readonly reason: string
  readonly status: 'open' | 'won' | 'lost'
  /** 1: the provider has withdrawn the money; 2: and has returned it. An inquiry moves none. */
  readonly movements: 0 | 1 | 2
  /** Of one that was lost: what the customer got of the money; absent: all of it. */
  readonly lostMinor?: number | undefined
  readonly respondBy: Date | null
}

export interface Dispute {
  readonly provider: Provider
  readonly disputeId: string
  readonly orderId: string
  readonly amountMinor: number
  readonly currency: string
  readonly reason: string
  readonly status: 'open' | 'won' | 'lost'
  readonly movements: number
  /** What was lost; null while nothing is. */
  readonly lostMinor: number | null
  /** The capture whose money it is; null where the provider does not say so. */
  readonly captureRef: string | null
  readonly respondBy: Date | null
}

export interface ListedDispute extends Omit<Dispute, 'movements' | 'lostMinor' | 'captureRef'> {
  readonly withdrawn: boolean
  /** What the provider kept for it, as far as its balance transactions have been read. */
  readonly feeMinor: number
  /** That of the provider's balance. */
  readonly feeCurrency: string
  readonly openedAt: Date
  readonly closedAt: Date | null
}
