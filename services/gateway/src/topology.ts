// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'gateway',
  stream: 'GATEWAY',
  publishes: [],
  consumes: {},
  /** The port of each service that it calls. */
  calls: { orders: 4001, payments: 4004, shipping: 4005 },
} as const
