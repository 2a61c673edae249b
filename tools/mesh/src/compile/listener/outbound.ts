import { outboundCluster, qualify } from '../../model/registry.ts'
import { privatePipe, tcpAddress } from '../address.ts'
import { type Config, fromMesh, typed } from '../config.ts'
import type { Scope } from '../scope.ts'
import { httpManager } from './http-manager.ts'
import { tcpProxy } from './tcp-proxy.ts'

export const routesName = 'routes'

/** Routes are asked for apart from the listener, so that a change of them touches no connection. */
export const dynamicRoutes: Config = {
  rds: { route_config_name: routesName, config_source: fromMesh },
}

/** Where the application hands in its HTTP requests: a Unix socket that only it may open. */
export function outboundHttpListeners(scope: Scope): readonly Config[] {
  const socket = scope.workload.outboundHttpSocket
  if (socket === undefined) return []
  const manager = httpManager(scope, {
    direction: 'outbound',
    filters: [],
    routes: dynamicRoutes,
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

/** One loopback port for each TCP service that the application reaches. */
export const outboundTcpListeners = ({ workload, services }: Scope): readonly Config[] =>
  (workload.outboundTcp ?? []).flatMap(({ service, port }) => {
    const target = services.find(({ host }) => host === qualify(service, workload.namespace))
    if (target === undefined) return []
    const listener = typed('config.listener.v3.Listener', {
      name: `outbound-${service}`,
      address: tcpAddress('127.0.0.1', port),
      traffic_direction: 'OUTBOUND',
      filter_chains: [{ filters: [tcpProxy(outboundCluster(target))] }],
    })
    return [listener]
  })
