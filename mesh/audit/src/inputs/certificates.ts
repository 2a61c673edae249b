import { X509Certificate } from 'node:crypto'
import type { Position, Problem } from '@stoa/mesh/policy'

export interface CertificateFile {
  readonly at: Position
  readonly subject: string
  readonly names: string
  readonly isAuthority: boolean
  /** Names a workload or a server, so it is nobody's authority. */
  readonly isLeaf: boolean
  readonly fromMs: number
  readonly untilMs: number
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** Every certificate of a PEM file; keys in it are passed over. */
export function readCertificates(
  file: string,
  text: string,
): { readonly certificates: readonly CertificateFile[]; readonly problems: readonly Problem[] } {
  const certificates: CertificateFile[] = []
  const problems: Problem[] = []
  for (const match of text.matchAll(block)) {
    const at = { file, line: text.slice(0, match.index).split('\n').length }
    try {
      certificates.push(certificateOf(new X509Certificate(match[0]), at))
    } catch {
      problems.push({ ...at, field: '', message: 'not a certificate' })
    }
  }
  return { certificates, problems }
}

function certificateOf(certificate: X509Certificate, at: Position): CertificateFile {
  const names = certificate.subjectAltName ?? ''
  return {
    at,
    names,
    subject: certificate.subject || names,
    isAuthority: certificate.ca,
    isLeaf: /URI:spiffe:\/\/[^,]+\/|DNS:/.test(names),
    fromMs: Date.parse(certificate.validFrom),
    untilMs: Date.parse(certificate.validTo),
  }
}
