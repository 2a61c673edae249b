import { createServiceApp } from '@stoa/service'
import type { Deps } from './deps.ts'
import { customerRoutes } from './routes.ts'

export interface AppOptions {
  readonly believed: readonly string[]
  readonly ready: () => Promise<void>
}

export function createApp(deps: Deps, { believed, ready }: AppOptions) {
  const app = createServiceApp({
    name: 'customers',
    description: 'Profiles, addresses and order history',
    log: deps.log,
    believed,
    ready,
  })
  app.route('/v1/customers', customerRoutes(deps))
  return app
}
