import {
  paymentsAuthorise,
  paymentsAuthorised,
  paymentsCapture,
  paymentsCaptured,
  paymentsCaptureRefused,
  paymentsDeclined,
  paymentsRefund,
  paymentsRefunded,
  paymentsRefundRefused,
  paymentsVoid,
  paymentsVoided,
} from '@stoa/contracts'

export const stream = 'PAYMENTS'

export const publishes = [
  paymentsAuthorised,
  paymentsDeclined,
  paymentsVoided,
  paymentsCaptured,
  paymentsCaptureRefused,
  paymentsRefunded,
  paymentsRefundRefused,
].map(({ type }) => type)

export const consumes = {
  ORDERS: [paymentsAuthorise, paymentsVoid, paymentsCapture, paymentsRefund].map(
    ({ type }) => type,
  ),
}
