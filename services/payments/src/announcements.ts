import {
  paymentsAuthorised,
  paymentsCaptured,
  paymentsCaptureRefused,
  paymentsDeclined,
  paymentsRefunded,
  paymentsRefundRefused,
  paymentsVoided,
} from '@stoa/contracts'
import { type Announcement, announce } from '@stoa/events'
import type { EventToPublish } from './records.ts'
import type { Published } from './topology.ts'

export function announcementOf({
  orderId,
  traceparent,
  event,
}: EventToPublish): Announcement<Published> {
  switch (event.type) {
    case 'authorised': {
      const data = { orderId, provider: event.provider }
      return announce(paymentsAuthorised, orderId, data, traceparent)
    }
    case 'declined':
      return announce(paymentsDeclined, orderId, { orderId, reason: event.reason }, traceparent)
    case 'voided':
      return announce(paymentsVoided, orderId, { orderId }, traceparent)
    case 'captured':
      return announce(paymentsCaptured, orderId, { orderId }, traceparent)
    case 'capture_refused':
      return announce(
        paymentsCaptureRefused,
        orderId,
        { orderId, reason: event.reason },
        traceparent,
      )
    case 'refunded': {
      const { refundId, amountMinor, currency } = event
      const data = { orderId, refundId, amountMinor, currency }
      return announce(paymentsRefunded, orderId, data, traceparent)
    }
    case 'refund_refused': {
      const { refundId, reason } = event
      return announce(paymentsRefundRefused, orderId, { orderId, refundId, reason }, traceparent)
    }
  }
}
