import { tcpAddress } from '../address.ts'
import { type Config, typed } from '../config.ts'
import { withFilters } from '../envoy-filter/filters.ts'
import { managerSettings } from '../envoy-filter/manager-settings.ts'
import { httpManager } from '../listener/http-manager.ts'
import { rdsRoutes } from '../listener/outbound.ts'
import { securityFilters } from '../listener/security-filters.ts'
import { tlsInspector } from '../listener/tls-inspector.ts'
import { discoveredFilter } from '../rbac/filters.ts'
import type { Scope } from '../scope.ts'
import { serverTls } from './server-tls.ts'
import { type BoundServer, serversOf } from './servers.ts'
import { sniMatch } from './sni-match.ts'
import { tcpChains } from './tcp-chains.ts'

/**
 * One listener per port, with TLS, token checks, authorization and routes. Replaces the
 * `x-forwarded-client-cert` header of clients.
 */
export function gatewayListeners(scope: Scope): readonly Config[] {
  const ports = Map.groupBy(serversOf(scope), ({ port }) => port)
  return [...ports].map(([port, servers]) => listenerOf(scope, port, servers))
}

function listenerOf(scope: Scope, port: number, servers: readonly BoundServer[]): Config {
  const { inbound } = scope.workload
  const encrypted = servers.some(({ kind }) => kind === 'https' || kind === 'tls')
  const chains = chainsOf(scope, servers)
  const [first] = chains
  return typed('config.listener.v3.Listener', {
    name: port === inbound.port ? 'edge' : `edge-${port}`,
    address: tcpAddress(inbound.address, port),
    traffic_direction: 'INBOUND',
    ...(encrypted ? { listener_filters: [tlsInspector] } : {}),
    filter_chains:
      encrypted && chains.length === 1 && first !== undefined ? [withoutMatch(first)] : chains,
    ...(servers[0]?.kind === 'https' && chains.length > 1 && first?.filter_chain_match !== undefined
      ? { default_filter_chain: withoutMatch(first) }
      : {}),
  })
}

/** The filter chains of a port; servers with TLS are selected by SNI. */
function chainsOf(scope: Scope, servers: readonly BoundServer[]): readonly Config[] {
  const [plain] = servers.filter(({ kind }) => kind === 'http')
  return [
    ...servers.filter(({ kind }) => kind === 'https').map((bound) => httpsChain(scope, bound)),
    ...servers
      .filter(({ kind }) => kind === 'tls' || kind === 'tcp')
      .flatMap((bound) => tcpChains(scope, bound)),
    ...(plain ? [{ filters: [manager(scope, plain)] }] : []),
  ]
}

const withoutMatch = ({ filter_chain_match: _, ...chain }: Config): Config => chain

function httpsChain(scope: Scope, bound: BoundServer): Config {
  const { tls, hosts } = bound.server
  return {
    ...sniMatch(hosts),
    filters: [manager(scope, bound)],
    ...(tls === undefined ? {} : { transport_socket: serverTls(scope, tls, ['h2', 'http/1.1']) }),
  }
}

const manager = (scope: Scope, { routeName }: BoundServer): Config =>
  httpManager(scope, {
    direction: 'edge',
    filters: withFilters(scope, securityFilters(scope, 'http').map(discoveredFilter)),
    routes: rdsRoutes(routeName),
    settings: {
      forward_client_cert_details: 'SANITIZE_SET',
      set_current_client_cert_details: { subject: true, dns: true, uri: true },
      use_remote_address: true,
      xff_num_trusted_hops: scope.model.settings.numTrustedProxies,
      ...managerSettings(scope),
    },
  })
