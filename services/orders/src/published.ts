import {
  inventoryRelease,
  inventoryReserve,
  orderCancelled,
  orderConfirmed,
  orderRefunded,
  orderShipped,
  paymentsAuthorise,
  paymentsCapture,
  paymentsRefund,
  paymentsVoid,
  shippingBook,
  shippingCancel,
} from '@stoa/contracts'

export const stream = 'ORDERS'

export const published = [
  inventoryReserve,
  inventoryRelease,
  paymentsAuthorise,
  paymentsVoid,
  paymentsCapture,
  paymentsRefund,
  shippingBook,
  shippingCancel,
  orderConfirmed,
  orderShipped,
  orderCancelled,
  orderRefunded,
].map(({ type }) => type)
