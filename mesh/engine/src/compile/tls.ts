import { type Config, meshConfigSource, typed } from './config.ts'
import type { Scope } from './scope.ts'

const transport = 'extensions.transport_sockets.tls.v3'

/** Name of the secret with the workload's own certificate. */
export const workloadSecret = 'default'

export const certificate = (name: string): Config => ({
  tls_certificate_sds_secret_configs: [{ name, sds_config: meshConfigSource }],
})

export const trustedCa = ({ settings }: Scope, subjects: readonly Config[]): Config => ({
  validation_context: {
    trusted_ca: { filename: settings.caFile },
    match_typed_subject_alt_names: subjects.map((matcher) => ({ san_type: 'URI', matcher })),
  },
})

export const versions = {
  tls_minimum_protocol_version: 'TLSv1_2',
  tls_maximum_protocol_version: 'TLSv1_3',
}

export const socket = (message: string, fields: Config): Config => ({
  name: 'envoy.transport_sockets.tls',
  typed_config: typed(`${transport}.${message}`, fields),
})

/** Matches identities of the trust domain and its aliases. */
const trustDomainMatchers = ({ model }: Scope): readonly Config[] =>
  [model.settings.trustDomain, ...model.settings.trustDomainAliases].map((domain) => ({
    prefix: `spiffe://${domain}/`,
  }))

/**
 * TLS of a sidecar's inbound listener, which requires a client certificate of the mesh's trust
 * domain.
 */
export const inboundTls = (scope: Scope, alpn: readonly string[]): Config =>
  socket('DownstreamTlsContext', {
    require_client_certificate: true,
    common_tls_context: {
      tls_params: versions,
      alpn_protocols: alpn,
      ...certificate(workloadSecret),
      ...trustedCa(scope, trustDomainMatchers(scope)),
    },
  })

export const secret = (name: string, certPem: string, keyPem: string): Config =>
  typed(`${transport}.Secret`, {
    name,
    tls_certificate: {
      certificate_chain: { inline_string: certPem },
      private_key: { inline_string: keyPem },
    },
  })

/** A secret with the CA certificate for peer certificates. */
export const validationSecret = (name: string, caPem: string): Config =>
  typed(`${transport}.Secret`, {
    name,
    validation_context: { trusted_ca: { inline_string: caPem } },
  })

/** Name of the secret with the CA certificate that belongs to a credential. */
export const caSecret = (credential: string): string => `${credential}-cacert`

/** A plaintext transport socket. */
export const rawBuffer: Config = {
  name: 'envoy.transport_sockets.raw_buffer',
  typed_config: typed('extensions.transport_sockets.raw_buffer.v3.RawBuffer', {}),
}
