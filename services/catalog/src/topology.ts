// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'catalog',
  stream: 'CATALOG',
  publishes: ['catalog.product_changed', 'catalog.quote_key_added', 'catalog.quote_key_revoked'],
  consumes: {},
  /** The port of each service that it calls. */
  calls: {},
  /** A read from a replica shows everything that was committed this long ago. */
  replicaMaxLagMs: 1000,
} as const

/** The message types that it publishes. */
export type Published = (typeof topology)['publishes'][number]
