import type { GatewayServer } from '../model/kinds/gateway.ts'
import { type Service, spiffeId } from '../model/registry.ts'
import { type Config, fromMesh, typed } from './config.ts'
import type { Scope } from './scope.ts'

const transport = 'extensions.transport_sockets.tls.v3'

/** Name of the secret that holds the workload's own certificate. */
export const workloadSecret = 'default'

const certificate = (name: string): Config => ({
  tls_certificate_sds_secret_configs: [{ name, sds_config: fromMesh }],
})

const trusted = ({ settings }: Scope, subjects: readonly Config[]): Config => ({
  validation_context: {
    trusted_ca: { filename: settings.caFile },
    match_typed_subject_alt_names: subjects.map((matcher) => ({ san_type: 'URI', matcher })),
  },
})

const versions = {
  tls_minimum_protocol_version: 'TLSv1_2',
  tls_maximum_protocol_version: 'TLSv1_3',
}

const socket = (message: string, fields: Config): Config => ({
  name: 'envoy.transport_sockets.tls',
  typed_config: typed(`${transport}.${message}`, fields),
})

/** Certificates of the mesh's own trust domain and of its former ones. */
const ourDomains = ({ model }: Scope): readonly Config[] =>
  [model.settings.trustDomain, ...model.settings.trustDomainAliases].map((domain) => ({
    prefix: `spiffe://${domain}/`,
  }))

/** The inbound side of a sidecar: a client certificate of the mesh's own trust domain is a must. */
export const inboundTls = (scope: Scope, alpn: readonly string[]): Config =>
  socket('DownstreamTlsContext', {
    require_client_certificate: true,
    common_tls_context: {
      tls_params: versions,
      alpn_protocols: alpn,
      ...certificate(workloadSecret),
      ...trusted(scope, ourDomains(scope)),
    },
  })

const envoyVersion = {
  TLS_AUTO: 'TLSv1_2',
  TLSV1_0: 'TLSv1_0',
  TLSV1_1: 'TLSv1_1',
  TLSV1_2: 'TLSv1_2',
  TLSV1_3: 'TLSv1_3',
} as const

/** The edge: the serving certificate, and no client certificate. */
export const edgeTls = ({ tls }: GatewayServer): Config =>
  socket('DownstreamTlsContext', {
    require_client_certificate: false,
    common_tls_context: {
      tls_params: {
        tls_minimum_protocol_version: envoyVersion[tls?.minProtocolVersion ?? 'TLSV1_2'],
        tls_maximum_protocol_version: tls?.maxProtocolVersion === 'TLSV1_2' ? 'TLSv1_2' : 'TLSv1_3',
      },
      alpn_protocols: ['h2', 'http/1.1'],
      ...certificate(tls?.credentialName ?? ''),
    },
  })

/** ISTIO_MUTUAL: our certificate, and secure naming: the server must be one of the service's. */
export function mutualTls(scope: Scope, service: Service, alpn: readonly string[]): Config {
  const { trustDomain, trustDomainAliases } = scope.model.settings
  const identities = [trustDomain, ...trustDomainAliases].flatMap((domain) =>
    service.instances.map((instance) => spiffeId(instance, domain)),
  )
  return socket('UpstreamTlsContext', {
    sni: `outbound_.${service.port}_._.${service.host}`,
    common_tls_context: {
      tls_params: versions,
      alpn_protocols: alpn,
      ...certificate(workloadSecret),
      ...trusted(
        scope,
        [...new Set(identities)].map((exact) => ({ exact })),
      ),
    },
  })
}

export const secret = (name: string, certPem: string, keyPem: string): Config =>
  typed(`${transport}.Secret`, {
    name,
    tls_certificate: {
      certificate_chain: { inline_string: certPem },
      private_key: { inline_string: keyPem },
    },
  })
