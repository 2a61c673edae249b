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
  /** It was lost, and is being decided again. */
  readonly isAppeal?: boolean | undefined
  /** 1: the provider has withdrawn the money; 2: and has returned it; 3: and has withdrawn it again. An inquiry moves none. */
  readonly movements: number
  /** Of one that was lost: what the customer got of the money; absent: all of it. */
  readonly lostMinor?: number | undefined
  readonly respondBy: Date | null
  /** When the provider wrote it, where it says so: an event that comes late tells what was true then. */
  readonly asOf?: Date | undefined
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
  /** What was lost, also of one that was appealed since; null if it never was. */
  readonly lostMinor: number | null
  /** The capture whose money it is; null where the provider does not say so. */
  readonly captureRef: string | null
  readonly respondBy: Date | null
  /** When the provider wrote what is known of it; null where no event said so. */
  readonly asOf: Date | null
  /** How often its money was booked: part of the cause of its postings. */
  readonly timesBooked: number
}

export interface ListedDispute
  extends Omit<Dispute, 'movements' | 'lostMinor' | 'captureRef' | 'asOf' | 'timesBooked'> {
  readonly withdrawn: boolean
  /** What the provider kept for it, as far as its balance transactions have been read. */
  readonly feeMinor: number
  /** That of the provider's balance. */
  readonly feeCurrency: string
  readonly openedAt: Date
  readonly closedAt: Date | null
}
