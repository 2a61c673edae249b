import {
  shippingBook,
  shippingBooked,
  shippingCancel,
  shippingCancelled,
  shippingRejected,
  shippingTracked,
} from '@stoa/contracts'

export const stream = 'SHIPPING'

export const publishes = [shippingBooked, shippingRejected, shippingCancelled, shippingTracked].map(
  ({ type }) => type,
)

export const consumes = { ORDERS: [shippingBook, shippingCancel].map(({ type }) => type) }
