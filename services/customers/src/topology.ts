// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'customers',
  stream: 'CUSTOMERS',
  publishes: [],
  consumes: {
    ORDERS: ['order.confirmed', 'order.shipped', 'order.cancelled', 'order.refunded'],
    SHIPPING: ['shipping.tracked'],
  },
  /** The port of each service that it calls. */
  calls: {},
} as const
