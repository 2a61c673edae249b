import { fact, type Rule } from '../rule.ts'

const dayMs = 24 * 60 * 60 * 1_000

export const longLivedCertificate: Rule = {
  code: 'STOA107',
  severity: 'warning',
  summary: 'A workload certificate is valid for more than 30 days',
  why: 'A mesh does not revoke certificates, so a stolen key stays usable until its certificate expires.',
  fix: "Let the mesh issue the certificate. Istio's default lifetime is 24 hours.",
  check: ({ certificates = [] }) =>
    certificates
      .filter(({ names }) => names.includes('URI:spiffe://'))
      .filter(({ fromMs, untilMs, isLeaf }) => isLeaf && untilMs - fromMs > 30 * dayMs)
      .map(({ at, subject, fromMs, untilMs }) => ({
        at,
        resource: `certificate ${subject}`,
        message: `is valid for ${Math.round((untilMs - fromMs) / dayMs)} days`,
        evidence: fact(
          `valid from ${new Date(fromMs).toISOString()} to ${new Date(untilMs).toISOString()}`,
        ),
      })),
}
