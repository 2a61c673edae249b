import {
  paymentsActionRequired,
  paymentsAuthorised,
  paymentsCaptured,
  paymentsCaptureFailed,
  paymentsCapturePending,
  paymentsCaptureRefused,
  paymentsCaptureRestored,
  paymentsCaptureReversed,
  paymentsDeclined,
  paymentsDisputeLost,
  paymentsDisputeOpened,
  paymentsDisputeWon,
  paymentsExpired,
  paymentsRefunded,
  paymentsRefundFailed,
  paymentsRefundPending,
  paymentsRefundRefused,
  paymentsRenewalRefused,
  paymentsRenewed,
  paymentsVoided,
  paymentsVoidFailed,
} from '@stoa/contracts'
import { type Announcement, announce } from '@stoa/events'
import type { EventToPublish } from './records.ts'
import type { Published } from './topology.ts'

const disputeEvents = {
  dispute_opened: paymentsDisputeOpened,
  dispute_won: paymentsDisputeWon,
  dispute_lost: paymentsDisputeLost,
} as const

/** In UTC, as messages have it; absent where the provider names no time. */
const endOf = (until: string | undefined) => {
  const end = new Date(until ?? Number.NaN)
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString()
}

export function announcementOf(
  { orderId, cause, event }: EventToPublish,
  at: Date,
): Announcement<Published> {
  switch (event.type) {
    case 'authorised': {
      const data = { orderId, provider: event.provider, heldUntil: endOf(event.until) }
      return announce(paymentsAuthorised, orderId, data, cause)
    }
    case 'declined':
      return announce(paymentsDeclined, orderId, { orderId, reason: event.reason }, cause)
    case 'action_required': {
      const { action, expiresAt } = event
      return announce(paymentsActionRequired, orderId, { orderId, action, expiresAt }, cause)
    }
    case 'voided':
      return announce(paymentsVoided, orderId, { orderId }, cause)
    case 'void_failed': {
      const data = { orderId, reason: event.reason, at: at.toISOString() }
      return announce(paymentsVoidFailed, orderId, data, cause)
    }
    case 'captured':
      return announce(paymentsCaptured, orderId, { orderId }, cause)
    case 'capture_refused':
      return announce(paymentsCaptureRefused, orderId, { orderId, reason: event.reason }, cause)
    case 'capture_pending':
    case 'capture_failed': {
      const pending = event.type === 'capture_pending'
      const definition = pending ? paymentsCapturePending : paymentsCaptureFailed
      return announce(definition, orderId, { orderId, reason: event.reason }, cause)
    }
    case 'capture_reversed': {
      const { type: _, ...data } = event
      return announce(paymentsCaptureReversed, orderId, { orderId, ...data }, cause)
    }
    case 'capture_restored': {
      const { type: _, ...data } = event
      return announce(paymentsCaptureRestored, orderId, { orderId, ...data }, cause)
    }
    case 'refund_pending':
    case 'refund_failed': {
      const { type, ...data } = event
      const definition = type === 'refund_pending' ? paymentsRefundPending : paymentsRefundFailed
      return announce(definition, orderId, { orderId, ...data }, cause)
    }
    case 'dispute_opened':
    case 'dispute_won':
    case 'dispute_lost': {
      const { type, ...data } = event
      return announce(disputeEvents[type], orderId, { orderId, ...data }, cause)
    }
    case 'expired':
      return announce(paymentsExpired, orderId, { orderId, reason: event.reason }, cause)
    case 'renewed': {
      const heldUntil = new Date(event.until).toISOString()
      return announce(paymentsRenewed, orderId, { orderId, heldUntil }, cause)
    }
    case 'renewal_refused':
      return announce(paymentsRenewalRefused, orderId, { orderId, reason: event.reason }, cause)
    case 'refunded': {
      const { type: _, ...refunded } = event
      const data = { orderId, ...refunded }
      return announce(paymentsRefunded, orderId, data, cause)
    }
    case 'refund_refused': {
      const { refundId, reason } = event
      return announce(paymentsRefundRefused, orderId, { orderId, refundId, reason }, cause)
    }
  }
}
