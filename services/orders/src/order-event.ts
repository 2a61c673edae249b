import type {
  Address,
  Carrier,
  inventoryRejected,
  inventoryReleased,
  inventoryReserved,
  MessageDefinition,
  OrderEventType,
  PaymentMethod,
  paymentsActionRequired,
  paymentsAuthorised,
  paymentsCaptured,
  paymentsCaptureFailed,
  paymentsCapturePending,
  paymentsCaptureRefused,
  paymentsCaptureRestored,
  paymentsCaptureReversed,
  paymentsDeclined,
  paymentsExpired,
  paymentsRefunded,
  paymentsRefundFailed,
  paymentsRefundPending,
  paymentsRefundRefused,
  paymentsRenewalRefused,
  paymentsVoided,
  paymentsVoidFailed,
  shippingBooked,
  shippingCancelled,
  shippingCancelRefused,
  shippingHandedOver,
  shippingRejected,
  shippingSettlementRefused,
} from '@stoa/contracts'
import type { StepName } from './saga.ts'

export interface PricedLine {
  readonly sku: string
  readonly quantity: number
  readonly unitPriceMinor: number
}

export interface Placed {
  readonly customerId: string
  readonly lines: readonly PricedLine[]
  readonly currency: string
  readonly totalMinor: number
  readonly pieces: number
  readonly weightGrams: number
  readonly payment: PaymentMethod
  readonly delivery: { readonly carrier: Carrier; readonly address: Address }
  readonly quoteId?: string | undefined
  /** How many orders may use the quote; absent where its uses were not counted. */
  readonly quoteMaxUses?: number | undefined
  readonly traceparent?: string | undefined
}

export interface RefundRequest {
  readonly refundId: string
  readonly amountMinor: number
  readonly reason: string
}

/** An order whose commands get no reply is put on hold: they are not sent again until an operator ends it. */
export interface Hold {
  readonly reason: string
  /** ISO 8601. */
  readonly since: string
}

/** What an order manager declares to have become of a step. */
export type Settlement =
  | { readonly step: 'stock'; readonly outcome: 'released' | 'gone' }
  | { readonly step: 'money'; readonly outcome: 'voided' | 'refunded'; readonly reference?: string }
  | {
      readonly step: 'capture'
      readonly outcome: 'captured' | 'declined'
      readonly reference?: string
    }
  | {
      readonly step: 'refund'
      readonly refundId: string
      readonly outcome: 'refunded' | 'declined'
      readonly reference?: string
    }
  | { readonly step: 'parcel'; readonly outcome: 'cancelled' }
  | { readonly step: 'parcel'; readonly outcome: 'handed_over'; readonly trackingNumber: string }

/** A type that is not in the list does not compile. */
interface Of<Type extends OrderEventType, Data> {
  readonly type: Type
  readonly data: Data
}

type ReplyOf<Definition> =
  Definition extends MessageDefinition<infer Type extends OrderEventType, infer Data>
    ? Of<Type, Omit<Data, 'orderId'>>
    : never

/** Replies that a step is done. */
export type DoneReply =
  | ReplyOf<typeof inventoryReserved>
  | ReplyOf<typeof paymentsAuthorised>
  | ReplyOf<typeof shippingBooked>
  | ReplyOf<typeof shippingHandedOver>
  | ReplyOf<typeof paymentsCaptured>

/** Replies that a step was refused. */
export type RefusedReply =
  | ReplyOf<typeof inventoryRejected>
  | ReplyOf<typeof paymentsDeclined>
  | ReplyOf<typeof shippingRejected>
  | ReplyOf<typeof paymentsCaptureRefused>

/** What the provider says of a capture that it has not settled. */
export type SettlingReply =
  | ReplyOf<typeof paymentsCapturePending>
  | ReplyOf<typeof paymentsCaptureFailed>

/** The parcel was handed over before its cancellation came. */
export type CancelRefusedReply = ReplyOf<typeof shippingCancelRefused>

/** Replies that a step was taken back. */
export type CompensatedReply =
  | ReplyOf<typeof inventoryReleased>
  | ReplyOf<typeof paymentsVoided>
  | ReplyOf<typeof shippingCancelled>

/** The provider refuses to give the money of a cancelled order back. */
export type VoidFailedReply = ReplyOf<typeof paymentsVoidFailed>

/** The provider took captured money back. */
export type ReversedReply = ReplyOf<typeof paymentsCaptureReversed>

/** It gave some of that back. */
export type RestoredReply = ReplyOf<typeof paymentsCaptureRestored>

/** The provider has a refund, of the order or of its void, and has not settled it. */
export type RefundPendingReply = ReplyOf<typeof paymentsRefundPending>

export type RefundReply =
  | ReplyOf<typeof paymentsRefunded>
  | ReplyOf<typeof paymentsRefundRefused>
  | ReplyOf<typeof paymentsRefundFailed>

/** The payment waits for its shopper. */
export type ActionReply = ReplyOf<typeof paymentsActionRequired>

/** A provider ended the authorisation of an order before it was captured. */
export type ExpiredReply = ReplyOf<typeof paymentsExpired>

/** The authorisation of an order ends before it can be renewed. */
export type RenewalRefusedReply = ReplyOf<typeof paymentsRenewalRefused>

/** Shipping cannot record a hand-over as it was declared. */
export type SettlementRefusedReply = ReplyOf<typeof shippingSettlementRefused>

/** What other services reply to the commands of an order, or tell of it. */
export type Reply =
  | ActionReply
  | DoneReply
  | RefusedReply
  | SettlingReply
  | CompensatedReply
  | VoidFailedReply
  | CancelRefusedReply
  | ReversedReply
  | RestoredReply
  | RefundPendingReply
  | RefundReply
  | ExpiredReply
  | RenewalRefusedReply
  | SettlementRefusedReply

/** The steps that were requested together with this event. */
interface Requests {
  readonly requested: readonly StepName[]
}

type WithRequests<Event> =
  Event extends Of<infer Type, infer Data> ? Of<Type, Data & Requests> : never

export type OrderPlaced = Of<'order.placed', Placed & Requests>

/**
 * What has happened to an order after it was placed. Events hold facts: which steps were requested, which are being
 * compensated. What follows from a reply is decided once, by the process of that day, and stored.
 */
export type OrderEvent =
  | WithRequests<DoneReply>
  | ActionReply
  | RefusedReply
  | SettlingReply
  | CompensatedReply
  | VoidFailedReply
  | WithRequests<CancelRefusedReply>
  | ReversedReply
  | RestoredReply
  | RefundPendingReply
  | RefundReply
  | ExpiredReply
  | RenewalRefusedReply
  | SettlementRefusedReply
  | Of<'order.steps_requested', Requests>
  | Of<'order.confirmed', object>
  | Of<'order.ready', object>
  | Of<'order.shipped', object>
  /** Shipping decides whether the parcel can still be cancelled; until then nothing else is taken back. */
  | Of<'order.cancel_requested', { readonly reason: string }>
  | Of<
      'order.cancelling',
      {
        readonly reason: string
        /** Steps whose compensation was requested, and steps that these compensations cover. */
        readonly compensating: readonly StepName[]
        readonly covered: readonly StepName[]
      }
    >
  | Of<'order.cancelled', { readonly reason: string }>
  | Of<'refund.requested', RefundRequest>
  | Of<'hold.begun', Hold>
  | Of<'hold.ended', { readonly by: string; readonly note: string }>
  /** What the missing reply would have caused follows it. */
  | Of<
      'hold.settled',
      { readonly by: string; readonly reason: string; readonly settlement: Settlement }
    >
