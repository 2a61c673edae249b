// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'orders',
  stream: 'ORDERS',
  publishes: [
    'inventory.reserve',
    'inventory.release',
    'payments.authorise',
    'payments.void',
    'payments.capture',
    'payments.refund',
    'shipping.book',
    'shipping.cancel',
    'order.confirmed',
    'order.ready',
    'order.shipped',
    'order.cancelled',
    'order.refunded',
    'order.refund_failed',
    'order.settled',
  ],
  consumes: {
    INVENTORY: ['inventory.reserved', 'inventory.rejected', 'inventory.released'],
    PAYMENTS: [
      'payments.authorised',
      'payments.declined',
      'payments.action_required',
      'payments.voided',
      'payments.void_failed',
      'payments.captured',
      'payments.capture_refused',
      'payments.capture_pending',
      'payments.capture_failed',
      'payments.capture_reversed',
      'payments.capture_restored',
      'payments.refund_pending',
      'payments.refunded',
      'payments.refund_refused',
      'payments.refund_failed',
      'payments.expired',
      'payments.renewal_refused',
    ],
    SHIPPING: [
      'shipping.booked',
      'shipping.rejected',
      'shipping.cancelled',
      'shipping.cancel_refused',
      'shipping.handed_over',
      'shipping.settlement_refused',
      'shipping.carrier_changed',
    ],
    CATALOG: ['catalog.product_changed', 'catalog.quote_key_added', 'catalog.quote_key_revoked'],
  },
  /** The port of each service that it calls. */
  calls: {},
  /** 99 % of the accepted orders are confirmed within this time. */
  confirmMsP99: 500,
} as const

/** The message types that it publishes. */
export type Published = (typeof topology)['publishes'][number]
