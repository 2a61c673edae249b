import { createServiceApp } from '@stoa/service'
import type { Deps } from './deps.ts'
import { customerRoutes } from './routes.ts'

export interface AppOptions {
  readonly trustedForwarders: readonly string[]
  readonly ready: () => Promise<void>
}

export function createApp(deps: Deps, { trustedForwarders, ready }: AppOptions) {
  const app = createServiceApp({
    name: 'customers',
    description: 'Profiles, addresses and order history',
    log: deps.log,
    trustedForwarders,
    ready,
  })
  app.route('/v1/customers', customerRoutes(deps))
  return app
}
