import { effectiveMtls } from '../../model/effective-mtls.ts'
import { policiesFor } from '../../model/select.ts'
import { tcpAddress } from '../address.ts'
import { inboundCluster } from '../cluster/inbound.ts'
import { type Config, typed } from '../config.ts'
import { withFilters } from '../envoy-filter/filters.ts'
import { managerSettings } from '../envoy-filter/manager-settings.ts'
import { discoveredFilter } from '../rbac/filters.ts'
import type { Scope } from '../scope.ts'
import { accessLog } from '../telemetry/access-log.ts'
import { inboundTls } from '../tls.ts'
import { httpManager } from './http-manager.ts'
import { rdsRoutes } from './outbound.ts'
import { securityFilters } from './security-filters.ts'
import { tcpProxy } from './tcp-proxy.ts'
import { tlsInspector } from './tls-inspector.ts'

const alpn = { http: ['h2', 'http/1.1'], tcp: ['istio'] }
const istioAlpn = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2']

/**
 * The inbound listener: TLS as PeerAuthentication requires, then authorization, then the
 * application.
 */
export function inboundListener(scope: Scope): Config {
  const { inbound } = scope.workload
  const filters = inbound.protocol === 'http' ? [httpFilters(scope)] : tcpFilters(scope)
  const tls = { transport_socket: inboundTls(scope, alpn[inbound.protocol]) }
  const chains = {
    STRICT: [{ filters, ...tls }],
    DISABLE: [{ filters }],
    PERMISSIVE: [
      {
        filter_chain_match: { transport_protocol: 'tls', application_protocols: istioAlpn },
        filters,
        ...tls,
      },
      { filter_chain_match: { transport_protocol: 'raw_buffer' }, filters },
    ],
  }
  const { mode } = effectiveMtls(scope.model, scope.workload, inbound.servicePort)
  return typed('config.listener.v3.Listener', {
    name: 'inbound',
    address: tcpAddress(inbound.address, inbound.port),
    traffic_direction: 'INBOUND',
    ...(mode === 'PERMISSIVE' || (mode === 'STRICT' && usesServerName(scope))
      ? { listener_filters: [tlsInspector] }
      : {}),
    filter_chains: chains[mode],
  })
}

/** `connection.sni` is known only when the TLS inspector has read it. */
const usesServerName = ({ model, workload }: Scope): boolean =>
  policiesFor(model.AuthorizationPolicy, workload, model.settings).some(({ spec }) =>
    (spec.rules ?? []).some(({ when = [] }) => when.some(({ key }) => key === 'connection.sni')),
  )

const httpFilters = (scope: Scope): Config =>
  httpManager(scope, {
    direction: 'inbound',
    filters: withFilters(scope, securityFilters(scope, 'http').map(discoveredFilter)),
    routes: rdsRoutes(inboundCluster(scope.workload)),
    settings: {
      forward_client_cert_details: 'APPEND_FORWARD',
      set_current_client_cert_details: { subject: true, dns: true, uri: true },
      use_remote_address: false,
      skip_xff_append: true,
      ...managerSettings(scope),
    },
  })

const tcpFilters = (scope: Scope): readonly Config[] => [
  ...securityFilters(scope, 'tcp').map(discoveredFilter),
  tcpProxy({ cluster: inboundCluster(scope.workload) }, inboundCluster(scope.workload), {
    afterHandshake: true,
    log: accessLog(scope, 'inbound', 'tcp'),
  }),
]
