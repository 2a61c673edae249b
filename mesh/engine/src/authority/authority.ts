import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { algorithm, exportKey, newKeys } from './keys.ts'
import { openRoot, type Root } from './root.ts'

export interface CertificateRequest {
  readonly spiffeId?: string
  readonly dnsNames?: readonly string[]
  readonly ipAddresses?: readonly string[]
  /** Sidecars ignore it: the identity of a workload is its SPIFFE ID. */
  readonly commonName?: string
  readonly lifetimeMs: number
}

export interface Certificate {
  readonly certPem: string
  readonly keyPem: string
}

export interface Authority {
  /** Path of the root certificate in PEM format. */
  readonly caFile: string
  readonly caPem: string
  readonly issue: (request: CertificateRequest) => Promise<Certificate>
}

// Tolerates the rounding of `notBefore` to whole seconds.
const backdateMs = 5_000

/**
 * Opens the local certificate authority whose root key and certificate are in `dir`; creates both
 * when there are none.
 *
 * @example
 * const authority = await openAuthority('.stoa/certs')
 * await authority.issue({ spiffeId: 'spiffe://cluster.local/ns/a/sa/b', lifetimeMs: 3_600_000 })
 */
export async function openAuthority(dir: string): Promise<Authority> {
  const root = await openRoot(dir)
  return {
    caFile: root.caFile,
    caPem: root.certificate.toString('pem'),
    issue: (request) => issue(root, request),
  }
}

async function issue(root: Root, request: CertificateRequest): Promise<Certificate> {
  const keys = await newKeys()
  const { spiffeId, dnsNames = [], ipAddresses = [], commonName, lifetimeMs } = request
  const names: x509.JsonGeneralNames = [
    ...(spiffeId ? [{ type: 'url', value: spiffeId } as const] : []),
    ...dnsNames.map((value) => ({ type: 'dns', value }) as const),
    ...ipAddresses.map((value) => ({ type: 'ip', value }) as const),
  ]
  const certificate = await x509.X509CertificateGenerator.create({
    issuer: root.certificate.subject,
    ...(commonName === undefined ? {} : { subject: [{ CN: [commonName] }] }),
    notBefore: new Date(Date.now() - backdateMs),
    notAfter: new Date(Date.now() + lifetimeMs),
    publicKey: keys.publicKey,
    signingKey: root.key,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(['1.3.6.1.5.5.7.3.1', '1.3.6.1.5.5.7.3.2']),
      new x509.SubjectAlternativeNameExtension(names, true),
    ],
  })
  return { certPem: certificate.toString('pem'), keyPem: await exportKey(keys.privateKey) }
}
