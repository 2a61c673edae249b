import { privatePipe } from '../address.ts'
import { type Config, meshConfigSource, typed } from '../config.ts'
import { routesName } from '../route/sidecar-table.ts'
import type { Scope } from '../scope.ts'
import { httpManager } from './http-manager.ts'

/** Routes have their own discovery (RDS), so that a change does not affect connections. */
export const rdsRoutes = (name: string): Config => ({
  rds: { route_config_name: name, config_source: meshConfigSource },
})

/**
 * The outbound listener: a Unix socket, open to this user alone, to which the application sends its
 * HTTP requests.
 */
export function outboundHttpListeners(scope: Scope): readonly Config[] {
  const socket = scope.workload.outboundHttpSocket
  if (socket === undefined) return []
  const manager = httpManager(scope, {
    direction: 'outbound',
    filters: [],
    routes: rdsRoutes(routesName),
    settings: { use_remote_address: false, skip_xff_append: true },
  })
  const listener = typed('config.listener.v3.Listener', {
    name: 'outbound',
    address: privatePipe(socket),
    traffic_direction: 'OUTBOUND',
    filter_chains: [{ filters: [manager] }],
  })
  return [listener]
}
