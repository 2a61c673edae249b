import { fact, type Rule } from '../rule.ts'

export const workloadCertificateIsCa: Rule = {
  code: 'STOA106',
  severity: 'error',
  summary: 'A workload or server certificate is a certificate authority',
  why: 'An attacker who takes over this workload can issue certificates for any other identity.',
  fix: 'Issue the certificate again with CA:FALSE.',
  check: ({ certificates = [] }) =>
    certificates
      .filter(({ isLeaf, isAuthority }) => isLeaf && isAuthority)
      .map(({ at, subject, names }) => ({
        at,
        resource: `certificate ${subject}`,
        message: `names ${names} and may sign other certificates (CA:TRUE)`,
        evidence: fact(`basicConstraints CA:TRUE, subjectAltName ${names}`),
      })),
}
