// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'customers',
  stream: 'CUSTOMERS',
  publishes: [],
  consumes: {
    ORDERS: [
      'order.confirmed',
      'order.ready',
      'order.shipped',
      'order.cancelled',
      'order.refunded',
      'order.refund_failed',
    ],
    SHIPPING: ['shipping.tracked'],
  },
  /** The port of each service that it calls. */
  calls: {},
  /** A read from a replica shows everything that was committed this long ago. */
  replicaMaxLagMs: 1000,
} as const
