import { candidateAccessRequests } from '../candidate-access-requests.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'
import { scopedRules, witnessRequests } from '../scoped-rules.ts'

export const customWithoutAllow: Rule = {
  code: 'STOA507',
  severity: 'note',
  summary: 'A CUSTOM policy applies only to requests that are denied anyway',
  why: 'Each of these requests costs a call to the external authorizer, and the policy protects nothing.',
  fix: 'Narrow the CUSTOM policy to requests that an ALLOW policy allows, or add the missing ALLOW rule.',
  check: (context) =>
    scopedRules(context, 'CUSTOM').flatMap((scoped) => {
      const tried = scoped.targetPorts.flatMap((targetPort) =>
        scoped.rule.clauses.from.flatMap((from) =>
          scoped.rule.clauses.to.flatMap((to) =>
            candidateAccessRequests(targetPort, from, to).map((accessRequest) =>
              requestEvidence(context, targetPort, accessRequest),
            ),
          ),
        ),
      )
      const refused = tried.every(
        (evidence) => evidence.kind === 'request' && evidence.verdict.decision === 'deny',
      )
      const applies = context.appliesTo(scoped.policy).length > 0
      if (!applies || !refused || tried.length === 0) return []
      return [
        resultAt(
          scoped.policy,
          scoped.rule.path,
          'calls the authorizer for requests that no ALLOW policy allows',
          {
            evidence: witnessRequests(context, scoped)[0]?.evidence,
          },
        ),
      ]
    }),
}
