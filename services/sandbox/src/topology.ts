// Written from the service.yaml files by `npm run topology`; `npm run check` compares it with them.

export const topology = {
  service: 'sandbox',
  stream: 'SANDBOX',
  publishes: [],
  consumes: {},
  /** The port of each service that it calls. */
  calls: { payments: 4004, shipping: 4005 },
} as const
