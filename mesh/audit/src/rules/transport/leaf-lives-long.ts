import { fact, type Rule } from '../rule.ts'

const dayMs = 24 * 60 * 60 * 1_000

export const leafLivesLong: Rule = {
  code: 'STOA107',
  severity: 'warning',
  summary: 'The certificate of a workload lives longer than 30 days',
  why: 'Nothing takes it back in a mesh: a stolen key is good until it expires.',
  mend: 'Let the mesh issue it; Istio does for 24 hours.',
  check: ({ certificates = [] }) =>
    certificates
      .filter(({ names }) => names.includes('URI:spiffe://'))
      .filter(({ fromMs, untilMs, isLeaf }) => isLeaf && untilMs - fromMs > 30 * dayMs)
      .map(({ at, subject, fromMs, untilMs }) => ({
        at,
        resource: `certificate ${subject}`,
        message: `lives ${Math.round((untilMs - fromMs) / dayMs)} days`,
        demonstration: fact(
          `valid from ${new Date(fromMs).toISOString()} to ${new Date(untilMs).toISOString()}`,
        ),
      })),
}
