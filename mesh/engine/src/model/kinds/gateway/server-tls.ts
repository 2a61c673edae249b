import { z } from 'zod'
import { type Violation, violationIf } from '../violations.ts'

const version = z.enum(['TLS_AUTO', 'TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'])

export const serverTls = z.strictObject({
  httpsRedirect: z.boolean().optional(),
  mode: z
    .enum([
      'PASSTHROUGH',
      'SIMPLE',
      'MUTUAL',
      'AUTO_PASSTHROUGH',
      'ISTIO_MUTUAL',
      'OPTIONAL_MUTUAL',
    ])
    .default('PASSTHROUGH'),
  serverCertificate: z.string().optional(),
  privateKey: z.string().optional(),
  caCertificates: z.string().optional(),
  caCrl: z.string().optional(),
  credentialName: z.string().optional(),
  credentialNames: z.array(z.string()).optional(),
  caCertCredentialName: z.string().optional(),
  tlsCertificates: z
    .array(
      z.strictObject({
        serverCertificate: z.string().optional(),
        privateKey: z.string().optional(),
        caCertificates: z.string().optional(),
      }),
    )
    .optional(),
  subjectAltNames: z.array(z.string()).optional(),
  verifyCertificateSpki: z.array(z.string()).optional(),
  verifyCertificateHash: z.array(z.string()).optional(),
  minProtocolVersion: version.optional(),
  maxProtocolVersion: version.optional(),
  cipherSuites: z.array(z.string()).optional(),
  insecureSkipVerify: z.boolean().optional(),
})

export type ServerTls = z.output<typeof serverTls>

/** Violations between the TLS fields of a server. */
export function tlsViolations(tls: ServerTls): readonly Violation[] {
  if (tls.mode === 'ISTIO_MUTUAL') return istioMutualViolations(tls)
  const sources = [
    tls.serverCertificate && tls.privateKey,
    tls.credentialName,
    tls.credentialNames?.length,
    tls.tlsCertificates?.length,
  ].filter(Boolean)
  const many = violationIf(
    sources.length > 1,
    'only one of credential_name, credential_names, server_certificate/private_key, tls_certificates should be specified',
  )
  if (tls.mode === 'PASSTHROUGH' || tls.mode === 'AUTO_PASSTHROUGH') return many
  if (tls.credentialName || tls.credentialNames?.length) return many
  return [...many, ...certificateFileViolations(tls), ...crlViolations(tls)]
}

function istioMutualViolations(tls: ServerTls): readonly Violation[] {
  const none = (is: unknown, what: string) =>
    violationIf(Boolean(is), `ISTIO_MUTUAL TLS cannot have associated ${what}`)
  return [
    ...none(tls.serverCertificate, 'server certificate'),
    ...none(tls.privateKey, 'private key'),
    ...none(tls.caCertificates, 'CA bundle'),
    ...none(tls.tlsCertificates?.length, 'tlsCertificates'),
    ...none(tls.credentialName, 'credentialName'),
    ...none(tls.credentialNames?.length, 'credentialNames'),
  ]
}

function certificateFileViolations(tls: ServerTls): readonly Violation[] {
  const kind = tls.mode === 'SIMPLE' ? 'SIMPLE TLS' : 'MUTUAL TLS'
  const pairs = tls.tlsCertificates?.length ? tls.tlsCertificates : [tls]
  return [
    ...violationIf(
      tls.mode !== 'SIMPLE' && !tls.caCertificates,
      `${kind} requires a client CA bundle`,
    ),
    ...pairs.flatMap(({ serverCertificate, privateKey }) => [
      ...violationIf(!serverCertificate, `${kind} requires a server certificate`),
      ...violationIf(!privateKey, `${kind} requires a private key`),
    ]),
  ]
}

const crlViolations = (tls: ServerTls) =>
  violationIf(
    Boolean(tls.caCrl) && tls.mode === 'SIMPLE',
    'CRL is not supported with SIMPLE TLS',
    'caCrl',
  )
