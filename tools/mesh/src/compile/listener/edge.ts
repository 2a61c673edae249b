import { tcpAddress } from '../address.ts'
import { type Config, typed } from '../config.ts'
import { serversOf } from '../edge.ts'
import { slotOf } from '../rbac/filters.ts'
import type { Scope } from '../scope.ts'
import { edgeTls } from '../tls.ts'
import { guardsOf } from './guards.ts'
import { httpManager } from './http-manager.ts'
import { dynamicRoutes } from './outbound.ts'

/** The ingress: TLS, tokens, authorization, routes. What clients say of certificates is dropped. */
export function edgeListeners(scope: Scope): readonly Config[] {
  const [server] = serversOf(scope)
  if (server === undefined) return []
  const { address, port } = scope.workload.inbound
  const manager = httpManager(scope, {
    direction: 'edge',
    filters: guardsOf(scope, 'http').map(slotOf),
    routes: dynamicRoutes,
    settings: {
      forward_client_cert_details: 'SANITIZE_SET',
      set_current_client_cert_details: { subject: true, dns: true, uri: true },
      use_remote_address: true,
      xff_num_trusted_hops: scope.model.settings.numTrustedProxies,
    },
  })
  const listener = typed('config.listener.v3.Listener', {
    name: 'edge',
    address: tcpAddress(address, port),
    traffic_direction: 'INBOUND',
    filter_chains: [{ filters: [manager], transport_socket: edgeTls(server) }],
  })
  return [listener]
}
