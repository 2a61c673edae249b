// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'shipping',
  stream: 'SHIPPING',
  publishes: [
    'shipping.booked',
    'shipping.rejected',
    'shipping.cancelled',
    'shipping.cancel_refused',
    'shipping.handed_over',
    'shipping.settlement_refused',
    'shipping.left_cancelled',
    'shipping.left_settled',
    'shipping.tracked',
    'shipping.carrier_changed',
  ],
  consumes: {
    ORDERS: ['shipping.book', 'shipping.cancel', 'order.settled'],
    PAYMENTS: ['payments.renewed'],
  },
  /** The port of each service that it calls. */
  calls: { sandbox: 4090 },
} as const

/** The message types that it publishes. */
export type Published = (typeof topology)['publishes'][number]
