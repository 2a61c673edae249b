import { createServiceApp, type ServiceOptions } from '@stoa/service'
import type { Deps } from './deps.ts'
import { orderRoutes } from './routes.ts'

export const createApp = (
  deps: Deps,
  options: Pick<ServiceOptions, 'trustedForwarders' | 'ready'>,
) =>
  createServiceApp({
    ...options,
    name: 'orders',
    description: 'What was bought and where it stands',
    log: deps.log,
  }).route('/v1/orders', orderRoutes(deps))
