import { createServiceApp, type ServiceEnv } from '@stoa/service'
import type { Hono } from 'hono'
import { parcelRoutes } from './carriers/routes.ts'
import type { Deps } from './deps.ts'
import { faultRoutes } from './faults/routes.ts'
import { fedexRoutes } from './fedex/routes.ts'
import { approvalRoutes } from './paypal/approval-routes.ts'
import { paypalRoutes } from './paypal/routes.ts'
import { payoutRoutes } from './settling/payout-routes.ts'
import { settlingRoutes } from './settling/routes.ts'
import { stripeRoutes } from './stripe/routes.ts'
import { tokenRoutes } from './tokens/routes.ts'
import { upsRoutes } from './ups/routes.ts'

export function createApp(deps: Deps): Hono<ServiceEnv> {
  const app = createServiceApp({
    name: 'sandbox',
    description: 'The outside world for development: payment providers, carriers, tokens, faults',
    log: deps.log,
    trustedForwarders: [],
    ready: deps.ready,
  })
  return app
    .route('/', tokenRoutes(deps))
    .route('/sandbox/faults', faultRoutes(deps))
    .route('/sandbox/parcels', parcelRoutes(deps))
    .route('/sandbox/payments', settlingRoutes(deps))
    .route('/sandbox/payouts', payoutRoutes(deps))
    .route('/stripe', stripeRoutes(deps))
    .route('/', paypalRoutes(deps))
    .route('/', approvalRoutes(deps))
    .route('/fedex', fedexRoutes(deps))
    .route('/ups', upsRoutes(deps))
}
