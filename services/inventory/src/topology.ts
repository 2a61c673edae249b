// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'inventory',
  stream: 'INVENTORY',
  publishes: ['inventory.reserved', 'inventory.rejected', 'inventory.released'],
  consumes: {
    ORDERS: ['inventory.reserve', 'inventory.release', 'order.shipped', 'order.settled'],
    SHIPPING: ['shipping.left_cancelled', 'shipping.left_settled'],
  },
  /** The port of each service that it calls. */
  calls: {},
  /** A read from a replica shows everything that was committed this long ago. */
  replicaMaxLagMs: 1000,
} as const

/** The message types that it publishes. */
export type Published = (typeof topology)['publishes'][number]
