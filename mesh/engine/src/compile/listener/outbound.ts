import { privatePipe } from '../address.ts'
import { type Config, meshConfigSource, typed } from '../config.ts'
import { routesName } from '../route/sidecar-table.ts'
import type { Scope } from '../scope.ts'
import { httpManager } from './http-manager.ts'

/** Routes are asked for apart from the listener, so that a change of them touches no connection. */
export const rdsRoutes = (name: string): Config => ({
  rds: { route_config_name: name, config_source: meshConfigSource },
})

/** Where the application hands in its HTTP requests: a Unix socket that only it may open. */
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
