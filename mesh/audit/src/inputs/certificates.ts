import { X509Certificate } from 'node:crypto'
import type { Position, Problem } from '@stoa/mesh/policy'

export interface CertificateFile {
  readonly at: Position
  readonly subject: string
  readonly names: string
  readonly isAuthority: boolean
  /** Names a workload or a server, so it should not sign other certificates. */
  readonly isLeaf: boolean
  readonly fromMs: number
  readonly untilMs: number
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g

/** Reads every certificate of a PEM file and skips keys. */
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
      problems.push({ ...at, field: '', message: 'the block is not a valid certificate' })
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
