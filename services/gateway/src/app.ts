import { createServiceApp } from '@stoa/service'
import type { Deps } from './deps.ts'
import { overviewRoutes } from './routes.ts'

export function createApp(
  deps: Deps,
  { trustedForwarders }: { readonly trustedForwarders: readonly string[] },
) {
  const app = createServiceApp({
    name: 'gateway',
    description: 'Responses composed from several services',
    log: deps.log,
    trustedForwarders,
    // Ready without the other services: a response names those that are unavailable.
    ready: async () => undefined,
  })
  app.route('/v1/orders', overviewRoutes(deps))
  return app
}
