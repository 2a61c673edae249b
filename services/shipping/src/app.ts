import { createServiceApp, type ServiceEnv } from '@stoa/service'
import type { Hono } from 'hono'
import type { Deps } from './deps.ts'
import { parcelRoutes, rateRoutes } from './routes.ts'
import { warehouseRoutes } from './warehouse-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

export interface AppOptions {
  readonly trustedForwarders: readonly string[]
  readonly ready: () => Promise<void>
}

export function createApp(deps: Deps, { trustedForwarders, ready }: AppOptions): Hono<ServiceEnv> {
  const app = createServiceApp({
    name: 'shipping',
    description: 'Parcels: rates, bookings, labels and tracking, by own fleet, FedEx and UPS',
    log: deps.log,
    trustedForwarders,
    ready,
  })
  return app
    .route('/v1/parcels', warehouseRoutes(deps))
    .route('/v1/parcels', parcelRoutes(deps))
    .route('/v1/rates', rateRoutes(deps))
    .route('/webhooks', webhookRoutes(deps))
}
