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
import type { Statement } from './books.ts'
import type { Published } from './topology.ts'

export function announcementOf({ orderId, traceparent, said }: Statement): Announcement<Published> {
  switch (said.type) {
    case 'authorised': {
      const data = { orderId, provider: said.provider }
      return announce(paymentsAuthorised, orderId, data, traceparent)
    }
    case 'declined':
      return announce(paymentsDeclined, orderId, { orderId, reason: said.reason }, traceparent)
    case 'voided':
      return announce(paymentsVoided, orderId, { orderId }, traceparent)
    case 'captured':
      return announce(paymentsCaptured, orderId, { orderId }, traceparent)
    case 'capture_refused':
      return announce(
        paymentsCaptureRefused,
        orderId,
        { orderId, reason: said.reason },
        traceparent,
      )
    case 'refunded': {
      const { refundId, amountMinor, currency } = said
      const data = { orderId, refundId, amountMinor, currency }
      return announce(paymentsRefunded, orderId, data, traceparent)
    }
    case 'refund_refused': {
      const { refundId, reason } = said
      return announce(paymentsRefundRefused, orderId, { orderId, refundId, reason }, traceparent)
    }
  }
}
