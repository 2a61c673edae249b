import type { ClientTls } from '../model/kinds/destination-rule/client-tls.ts'
import { type Service, spiffeId } from '../model/registry.ts'
import type { HttpVersion } from './cluster/http-options.ts'
import type { EffectivePolicy } from './cluster/policy.ts'
import { type Config, meshConfigSource } from './config.ts'
import type { Scope } from './scope.ts'
import {
  caSecret,
  certificate,
  rawBuffer,
  socket,
  trustedCa,
  versions,
  workloadSecret,
} from './tls.ts'

export interface UpstreamTls {
  readonly sockets: Config
  readonly nameFromHost?: { readonly sni: boolean; readonly certificate: boolean }
}

/**
 * TLS to a service: as its DestinationRule says, otherwise mutual TLS to each endpoint that accepts
 * it.
 */
export function upstreamTls(
  scope: Scope,
  service: Service,
  { tls }: EffectivePolicy,
  cluster: string,
  version: HttpVersion,
): UpstreamTls {
  const alpn = alpnOf(service, version)
  switch (tls?.mode) {
    case 'DISABLE':
      return { sockets: {} }
    case 'ISTIO_MUTUAL':
      return { sockets: { transport_socket: mutualTls(scope, service, sniOf(cluster), alpn, tls) } }
    case 'SIMPLE':
    case 'MUTUAL':
      return originatedTls(scope, service, tls, version)
    default:
      return { sockets: autoTls(scope, service, sniOf(cluster), alpn) }
  }
}

function alpnOf({ protocol }: Service, version: HttpVersion): readonly string[] {
  if (protocol === 'tcp') return ['istio']
  return ['istio', version === 'http2' ? 'h2' : 'http/1.1']
}

const sniOf = (cluster: string): string => {
  const [direction, port, subset, host] = cluster.split('|')
  return `${direction}_.${port}_.${subset}_.${host}`
}

/**
 * The metadata of an endpoint says whether it accepts mutual TLS, so that a change of that updates
 * endpoints only.
 */
function autoTls(scope: Scope, service: Service, sni: string, alpn: readonly string[]): Config {
  const off = scope.model.settings.written.enableAutoMtls === false
  if (off || service.entry?.external) return {}
  return {
    transport_socket_matches: [
      {
        name: 'tlsMode-istio',
        match: { tlsMode: 'istio' },
        transport_socket: mutualTls(scope, service, sni, alpn),
      },
      { name: 'tlsMode-disabled', match: {}, transport_socket: rawBuffer },
    ],
  }
}

/** Mutual TLS with secure naming: the server's identity must be one of the service's. */
function mutualTls(
  scope: Scope,
  service: Service,
  sni: string,
  alpn: readonly string[],
  written: Partial<ClientTls> = {},
): Config {
  const names = written.subjectAltNames?.length
    ? written.subjectAltNames
    : identitiesOf(scope, service)
  return socket('UpstreamTlsContext', {
    sni: written.sni || sni,
    common_tls_context: {
      tls_params: versions,
      alpn_protocols: alpn,
      ...certificate(workloadSecret),
      ...trustedCa(
        scope,
        names.map((exact) => ({ exact })),
      ),
    },
  })
}

function identitiesOf(
  { model }: Scope,
  { instances, entry, namespace }: Service,
): readonly string[] {
  const { trustDomain, trustDomainAliases } = model.settings
  const accounts = [
    ...instances,
    ...(entry?.endpoints ?? []).flatMap(({ serviceAccount }) =>
      serviceAccount ? [{ namespace, serviceAccount }] : [],
    ),
  ]
  const ids = [trustDomain, ...trustDomainAliases].flatMap((domain) =>
    accounts.map((account) => spiffeId(account, domain)),
  )
  return [...new Set([...ids, ...(entry?.resource.spec.subjectAltNames ?? [])])]
}

/** TLS origination to a server outside the mesh. */
function originatedTls(
  { settings }: Scope,
  { protocol, entry }: Service,
  tls: ClientTls,
  version: HttpVersion,
): UpstreamTls {
  const names = tls.subjectAltNames?.length
    ? tls.subjectAltNames
    : (entry?.resource.spec.subjectAltNames ?? [])
  const skips = tls.insecureSkipVerify === true
  const matchers = names.flatMap((exact) =>
    ['DNS', 'URI', 'IP_ADDRESS'].map((san_type) => ({ san_type, matcher: { exact } })),
  )
  const transport = socket('UpstreamTlsContext', {
    ...(tls.sni ? { sni: tls.sni } : {}),
    common_tls_context: {
      tls_params: versions,
      ...(version === 'http2' && protocol === 'http' ? { alpn_protocols: ['h2'] } : {}),
      ...clientCertificate(tls),
      ...(skips ? {} : verification(tls, matchers, settings.systemCaFile)),
    },
  })
  return {
    sockets: { transport_socket: transport },
    nameFromHost: { sni: !tls.sni, certificate: !tls.sni && names.length === 0 && !skips },
  }
}

function clientCertificate({ mode, credentialName, clientCertificate, privateKey }: ClientTls) {
  if (mode !== 'MUTUAL') return {}
  if (credentialName) return certificate(credentialName)
  return {
    tls_certificates: [
      {
        certificate_chain: { filename: clientCertificate },
        private_key: { filename: privateKey },
      },
    ],
  }
}

function verification(
  { credentialName, caCertificates, caCrl }: ClientTls,
  names: readonly Config[],
  systemCaFile: string | undefined,
): Config {
  const checks = {
    ...(names.length > 0 ? { match_typed_subject_alt_names: names } : {}),
    ...(caCrl ? { crl: { filename: caCrl } } : {}),
  }
  if (credentialName) {
    return {
      combined_validation_context: {
        default_validation_context: checks,
        validation_context_sds_secret_config: {
          name: caSecret(credentialName),
          sds_config: meshConfigSource,
        },
      },
    }
  }
  return {
    validation_context: { ...checks, trusted_ca: { filename: caCertificates || systemCaFile } },
  }
}
