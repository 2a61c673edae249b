import { createServiceApp } from '@stoa/service'
import type { Deps } from './deps.ts'
import { stockRoutes } from './routes.ts'

export interface AppOptions {
  readonly trustedForwarders: readonly string[]
  readonly ready: () => Promise<void>
}

export function createApp(deps: Deps, { trustedForwarders, ready }: AppOptions) {
  const app = createServiceApp({
    name: 'inventory',
    description: 'Stock per warehouse and the reservations of orders',
    log: deps.log,
    trustedForwarders,
    ready,
  })
  app.route('/v1/stock', stockRoutes(deps))
  return app
}
