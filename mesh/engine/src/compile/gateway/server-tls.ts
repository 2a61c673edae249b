import type { ServerTls } from '../../model/kinds/gateway/server-tls.ts'
import { type Config, meshConfigSource } from '../config.ts'
import type { Scope } from '../scope.ts'
import { caSecret, certificate, inboundTls, socket } from '../tls.ts'

const versions = {
  TLS_AUTO: undefined,
  TLSV1_0: 'TLSv1_0',
  TLSV1_1: 'TLSv1_1',
  TLSV1_2: 'TLSv1_2',
  TLSV1_3: 'TLSv1_3',
} as const

/** TLS termination of a Gateway server: its certificate, and whether clients need one. */
export function serverTls(scope: Scope, tls: ServerTls, alpn: readonly string[]): Config {
  if (tls.mode === 'ISTIO_MUTUAL') return inboundTls(scope, alpn)
  const requestsClientCertificate = tls.mode === 'MUTUAL' || tls.mode === 'OPTIONAL_MUTUAL'
  return socket('DownstreamTlsContext', {
    require_client_certificate: tls.mode === 'MUTUAL',
    common_tls_context: {
      tls_params: {
        tls_minimum_protocol_version: versions[tls.minProtocolVersion ?? 'TLS_AUTO'] ?? 'TLSv1_2',
        tls_maximum_protocol_version: versions[tls.maxProtocolVersion ?? 'TLS_AUTO'] ?? 'TLSv1_3',
        ...(tls.cipherSuites?.length ? { cipher_suites: [...new Set(tls.cipherSuites)] } : {}),
      },
      alpn_protocols: alpn,
      ...certificates(tls),
      ...(requestsClientCertificate ? clientValidation(tls) : {}),
    },
  })
}

function certificates(tls: ServerTls): Config {
  const [first, ...more] = [
    ...(tls.credentialName ? [tls.credentialName] : []),
    ...(tls.credentialNames ?? []),
  ]
  if (first !== undefined) {
    return {
      tls_certificate_sds_secret_configs: [first, ...more].flatMap(
        (name) => certificate(name).tls_certificate_sds_secret_configs,
      ),
    }
  }
  const files = tls.tlsCertificates?.length ? tls.tlsCertificates : [tls]
  return {
    tls_certificates: files.map(({ serverCertificate, privateKey }) => ({
      certificate_chain: { filename: serverCertificate },
      private_key: { filename: privateKey },
    })),
  }
}

/**
 * Validation of client certificates. With OPTIONAL_MUTUAL a client without a certificate is
 * accepted.
 */
function clientValidation(tls: ServerTls): Config {
  const checks = {
    ...(tls.subjectAltNames?.length
      ? {
          match_typed_subject_alt_names: tls.subjectAltNames.flatMap((exact) =>
            ['DNS', 'URI', 'IP_ADDRESS'].map((san_type) => ({ san_type, matcher: { exact } })),
          ),
        }
      : {}),
    ...(tls.verifyCertificateSpki?.length
      ? { verify_certificate_spki: tls.verifyCertificateSpki }
      : {}),
    ...(tls.verifyCertificateHash?.length
      ? { verify_certificate_hash: tls.verifyCertificateHash }
      : {}),
    ...(tls.caCrl ? { crl: { filename: tls.caCrl } } : {}),
  }
  const credential = tls.credentialName ?? tls.credentialNames?.[0]
  const secret = [tls.caCertCredentialName, credential].find(Boolean)
  if (!secret)
    return { validation_context: { ...checks, trusted_ca: { filename: tls.caCertificates } } }
  return {
    combined_validation_context: {
      default_validation_context: checks,
      validation_context_sds_secret_config: {
        name: caSecret(secret),
        sds_config: meshConfigSource,
      },
    },
  }
}
