import type { JwtRule, RequestAuthentication, Resource } from '@stoa/mesh/policy'
import { placeOf } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { candidateAccessRequests } from '../candidate-access-requests.ts'
import { type Rule, requestEvidence, resultAt } from '../rule.ts'

export const noAudience: Rule = {
  code: 'STOA605',
  severity: 'warning',
  summary: 'Tokens are accepted for any audience',
  why: 'A token that a user gave to another service of the same issuer is accepted here as well.',
  fix: "List this API's audience under `audiences`.",
  check: (context) =>
    context.mesh.RequestAuthentication.flatMap((policy) =>
      (policy.spec.jwtRules ?? []).flatMap((rule, index) => {
        if ((rule.audiences ?? []).length > 0) return []
        const evidence = foreignAudience(context, policy, rule)
        if (evidence === undefined) return []
        const message = `accepts tokens from ${rule.issuer ?? 'any issuer'} for any audience`
        return [resultAt(policy, ['spec', 'jwtRules', index], message, { evidence })]
      }),
    ),
}

/** An allowed request whose token was issued for another audience. */
function foreignAudience(
  context: AuditContext,
  policy: Resource<RequestAuthentication>,
  rule: JwtRule,
) {
  const claims = {
    iss: rule.issuer ?? 'https://issuer.example',
    sub: 'user',
    aud: 'another-service',
  }
  return context
    .appliesTo(policy)
    .flatMap((workload) => workload.ports.map((port) => context.targetPortOf(workload, port)))
    .flatMap((targetPort) =>
      candidateAccessRequests(targetPort, [], []).map((accessRequest) => ({
        targetPort,
        accessRequest,
      })),
    )
    .flatMap(({ targetPort, accessRequest }) => {
      if (accessRequest.request === undefined) return []
      const tokens = [{ claims, valid: true, at: placeOf(rule) }]
      return [
        requestEvidence(context, targetPort, {
          ...accessRequest,
          request: { ...accessRequest.request, tokens },
        }),
      ]
    })
    .find((evidence) => evidence.kind === 'request' && evidence.verdict.decision === 'allow')
}
