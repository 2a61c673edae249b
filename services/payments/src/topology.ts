// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'payments',
  stream: 'PAYMENTS',
  publishes: [
    'payments.authorised',
    'payments.declined',
    'payments.action_required',
    'payments.voided',
    'payments.void_failed',
    'payments.captured',
    'payments.capture_refused',
    'payments.refunded',
    'payments.refund_refused',
    'payments.capture_pending',
    'payments.capture_failed',
    'payments.capture_reversed',
    'payments.capture_restored',
    'payments.refund_pending',
    'payments.refund_failed',
    'payments.dispute_opened',
    'payments.dispute_won',
    'payments.dispute_lost',
    'payments.expired',
    'payments.renewed',
    'payments.renewal_refused',
  ],
  consumes: {
    ORDERS: [
      'payments.authorise',
      'payments.void',
      'payments.capture',
      'payments.refund',
      'order.settled',
    ],
  },
  /** The port of each service that it calls. */
  calls: { sandbox: 4090 },
} as const

/** The message types that it publishes. */
export type Published = (typeof topology)['publishes'][number]
