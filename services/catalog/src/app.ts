import { createServiceApp } from '@stoa/service'
import type { Deps } from './deps.ts'
import { productRoutes, quoteKeyRoutes, quoteRoutes } from './routes.ts'

export interface AppOptions {
  readonly trustedForwarders: readonly string[]
  readonly ready: () => Promise<void>
}

export function createApp(deps: Deps, { trustedForwarders, ready }: AppOptions) {
  const app = createServiceApp({
    name: 'catalog',
    description: 'Products, prices and quotes',
    log: deps.log,
    trustedForwarders,
    ready,
  })
  app.route('/v1/products', productRoutes(deps))
  app.route('/v1/quotes', quoteRoutes(deps))
  app.route('/v1/quote-keys', quoteKeyRoutes(deps))
  return app
}
