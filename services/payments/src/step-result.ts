import type { Money } from '@stoa/contracts'
import type { DisputeReport } from './dispute.ts'
import type { Provider, ShopperAction, Step } from './payment.ts'

/** How far a provider has got with a step, from its response or its webhook. */
export type ProviderResult =
  | (Base & {
      readonly is: 'done'
      readonly ref: string
      readonly captureRef?: string | undefined
      /** Of an authorisation: when the provider ends it, ISO 8601. */
      readonly until?: string | undefined
      /** Of a capture: the provider captures no more of the payment. */
      readonly isFinal?: boolean | undefined
    })
  /** The provider has taken it on and settles it later. */
  | (Base & {
      readonly is: 'pending'
      readonly ref: string
      readonly captureRef?: string | undefined
      readonly reason: string
    })
  /** It authorises once the shopper has done this. */
  | (Base & {
      readonly is: 'action'
      readonly step: 'authorise'
      readonly ref: string | undefined
      readonly action: ShopperAction
      /** When the shopper's time ends, counted from now. */
      readonly until: Date
    })
  /**
   * The provider reviews the authorisation, and may deny it; of a void at Stripe: settles a capture first. It is asked again then, unless it
   * tells of it before.
   */
  | (Base & {
      readonly is: 'review'
      readonly step: 'authorise' | 'void'
      readonly ref: string
      readonly until: Date
    })
  /** The provider says that the shopper has acted, or that it has decided: it has to be asked. */
  | (Base & { readonly is: 'acted'; readonly step: 'authorise' })
  /** The shopper's time is over. */
  | (Base & { readonly is: 'expired'; readonly step: 'authorise' })
  | (Base & {
      readonly is: 'declined' | 'refused'
      readonly reason: string
      /** The capture or refund that the provider keeps a record of. */
      readonly ref?: string | undefined
    })
  | ReversalResult
  | DisputeResult
  /** No outcome yet; `maybeSent` tells whether a request may have reached the provider. */
  | (Base & {
      readonly is: 'retry'
      readonly maybeSent: boolean
      /** The authorisation had ended by then. */
      readonly isEnded?: boolean | undefined
      /** The provider repeats its answer for the same key. */
      readonly isKeyUsed?: boolean | undefined
      /** The same, of an authorisation, which keeps its key: what the request made can only be searched for. */
      readonly isKept?: boolean | undefined
    })
  /** It took nothing, or nothing that it admits (`unsure`): the next provider may be tried. */
  | (Base & { readonly is: 'failover'; readonly to: Provider; readonly unsure: boolean })

/** A result about a step of a payment. */
export type StepResult = Exclude<
  ProviderResult,
  WaitingResult | { readonly is: 'reversed' | 'disputed' }
>

/** A result about an authorisation that waits for its shopper, or for the provider's review. */
export type WaitingResult = Extract<
  ProviderResult,
  { readonly is: 'action' | 'review' | 'acted' | 'expired' }
>

/** The provider took captured money back. */
export interface ReversalResult {
  readonly is: 'reversed'
  readonly step: 'reversal'
  readonly orderId: string
  readonly provider: Provider
  /** The provider's id of it. */
  readonly ref: string
  readonly money: Money
  readonly captureRef?: string | undefined
  readonly reason: string
  readonly refundId?: undefined
  readonly lease?: undefined
}

/** A result about a dispute of a payment. */
export interface DisputeResult {
  readonly is: 'disputed'
  readonly step: 'dispute'
  readonly orderId: string
  readonly provider: Provider
  readonly report: DisputeReport
  readonly refundId?: undefined
  readonly lease?: undefined
}

/** A refund that was made at the provider, not by a request of ours. */
export interface ExternalRefund extends Money {
  /** The capture that it gives back, where the provider says so. */
  readonly captureRef?: string | undefined
}

/** A result whose payment the provider names by its own reference alone. */
export interface ResultByRef {
  readonly provider: Provider
  readonly paymentRef: string
  readonly of: (orderId: string) => ProviderResult
}

/** What an event of a provider reports. */
export type Reported = ProviderResult | ResultByRef

interface Base {
  readonly orderId: string
  readonly provider: Provider
  readonly step: Step | 'refund'
  readonly refundId?: string | undefined
  readonly external?: ExternalRefund | undefined
  /** What a capture took, or a refund of ours gives back, where the provider says so. */
  readonly amountMinor?: number | undefined
  /** The lease under which the step was carried out; a webhook has none. */
  readonly lease?: string | undefined
}
