import { effectiveMtls } from '../../model/effective-mtls.ts'
import { tcpAddress } from '../address.ts'
import { inboundCluster } from '../cluster/inbound.ts'
import { type Config, typed } from '../config.ts'
import { slotOf } from '../rbac/filters.ts'
import type { Scope } from '../scope.ts'
import { inboundTls } from '../tls.ts'
import { guardsOf } from './guards.ts'
import { httpManager } from './http-manager.ts'
import { tcpProxy } from './tcp-proxy.ts'

const alpn = { http: ['h2', 'http/1.1'], tcp: ['istio'] }
const istioAlpn = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2']

/** What others reach: TLS as PeerAuthentication asks, then authorization, then the application. */
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
    ...(mode === 'PERMISSIVE' ? { listener_filters: [tlsInspector] } : {}),
    filter_chains: chains[mode],
  })
}

const tlsInspector: Config = {
  name: 'envoy.filters.listener.tls_inspector',
  typed_config: typed('extensions.filters.listener.tls_inspector.v3.TlsInspector', {}),
}

const httpFilters = (scope: Scope): Config =>
  httpManager(scope, {
    direction: 'inbound',
    filters: guardsOf(scope, 'http').map(slotOf),
    routes: { route_config: toApplication(scope) },
    settings: {
      forward_client_cert_details: 'APPEND_FORWARD',
      set_current_client_cert_details: { subject: true, dns: true, uri: true },
      use_remote_address: false,
      skip_xff_append: true,
    },
  })

const toApplication = ({ workload }: Scope): Config => ({
  name: inboundCluster(workload),
  validate_clusters: false,
  virtual_hosts: [
    {
      name: 'application',
      domains: ['*'],
      routes: [
        {
          match: { prefix: '/' },
          decorator: { operation: `${workload.service} inbound`, propagate: false },
          route: {
            cluster: inboundCluster(workload),
            timeout: '0s',
            retry_policy: { retry_on: 'reset-before-request', num_retries: 2 },
          },
        },
      ],
    },
  ],
})

const tcpFilters = (scope: Scope): readonly Config[] => [
  ...guardsOf(scope, 'tcp').map(slotOf),
  tcpProxy(inboundCluster(scope.workload), true),
]
