import { createServiceApp, type Log } from '@stoa/service'

export const description = 'Statistics of the broker and of the databases, for Prometheus'

export interface AppOptions {
  readonly log: Log
  readonly trustedForwarders: readonly string[]
}

/** It has no operation of its own: `/metrics`, which every service has, is all that it is for. */
export const createApp = (options: AppOptions) =>
  createServiceApp({
    ...{ name: 'exporter', description, ...options },
    // Ready without its sources: `nats_up` and `pg_up` tell of them.
    ready: async () => undefined,
  })
