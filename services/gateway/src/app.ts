import { createServiceApp } from '@stoa/service'
import type { Deps } from './deps.ts'
import { overviewRoutes } from './routes.ts'

export function createApp(
  deps: Deps,
  { trustedForwarders }: { readonly trustedForwarders: readonly string[] },
) {
  const app = createServiceApp({
    name: 'gateway',
    description: 'Answers that several services make together',
    log: deps.log,
    trustedForwarders,
    // It can say what is missing when the others are away, so it needs none of them to be ready.
    ready: async () => undefined,
  })
  app.route('/v1/orders', overviewRoutes(deps))
  return app
}
