import { hasSelector, type RequestAuthentication, type Resource } from '@stoa/mesh/policy'
import type { AuditContext } from '../../context/audit-context.ts'
import { candidateAccessRequests } from '../candidate-access-requests.ts'
import { type Evidence, requestEvidence } from '../rule.ts'
import { hasTokenConditionAt } from './token-conditions.ts'

export interface OptionalTokens {
  readonly policy: Resource<RequestAuthentication>
  readonly evidence: Evidence | undefined
}

/** RequestAuthentications whose workloads all allow requests without a token. */
export const optionalTokens = (
  context: AuditContext,
  withSelector: boolean,
): readonly OptionalTokens[] =>
  context.mesh.RequestAuthentication.filter(
    ({ spec }) => (spec.jwtRules ?? []).length > 0 && hasSelector(spec) === withSelector,
  ).flatMap((policy) => {
    const targetPorts = context
      .appliesTo(policy)
      .flatMap((workload) => workload.ports.map((port) => context.targetPortOf(workload, port)))
      .filter(({ port }) => port.protocol === 'http')
    if (targetPorts.length === 0 || targetPorts.some(hasTokenConditionAt)) return []
    const evidence = targetPorts
      .flatMap((targetPort) =>
        candidateAccessRequests(targetPort, [], []).map((accessRequest) =>
          requestEvidence(context, targetPort, {
            ...accessRequest,
            ...withoutTokens(accessRequest.request),
          }),
        ),
      )
      .find((evidence) => evidence.kind === 'request' && evidence.verdict.decision === 'allow')
    return evidence ? [{ policy, evidence }] : []
  })

const withoutTokens = <R extends object>(request: R | undefined) =>
  request === undefined ? {} : { request: { ...request, tokens: [] } }
