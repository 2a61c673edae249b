import { createServiceApp } from '@stoa/service'
import type { Deps } from './deps.ts'
import { documentRoutes } from './document-routes.ts'
import { overviewRoutes } from './routes.ts'

export const description = 'Responses composed from several services'

export function createApp(
  deps: Deps,
  { trustedForwarders }: { readonly trustedForwarders: readonly string[] },
) {
  const app = createServiceApp({
    name: 'gateway',
    description,
    log: deps.log,
    trustedForwarders,
    // Ready without the other services: a response names those that are unavailable.
    ready: async () => undefined,
    servesOwnOpenApi: false,
  })
  app.route('/', documentRoutes(deps.openApi))
  app.route('/v1/orders', overviewRoutes(deps))
  return app
}
