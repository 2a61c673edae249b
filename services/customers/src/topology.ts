import {
  orderCancelled,
  orderConfirmed,
  orderRefunded,
  orderShipped,
  shippingTracked,
} from '@stoa/contracts'

export const consumes = {
  ORDERS: [orderConfirmed, orderShipped, orderCancelled, orderRefunded].map(({ type }) => type),
  SHIPPING: [shippingTracked.type],
}
