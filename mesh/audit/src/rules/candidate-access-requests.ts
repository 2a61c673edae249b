import type { AccessRequest, Clause } from '@stoa/mesh/policy'
import { accessRequestMatching, type TargetPort } from '../context/access-request.ts'
import { enforcedPolicies, rulesOf } from '../context/policies.ts'

/**
 * Requests that meet the given clauses, from any caller and from each caller that an ALLOW rule admits. Only an
 * admitted caller can show what a DENY policy stops or misses.
 */
export function candidateAccessRequests(
  targetPort: TargetPort,
  from: readonly Clause[],
  to: readonly Clause[],
): readonly AccessRequest[] {
  const own = accessRequestMatching(targetPort, from, to)
  const admitted = enforcedPolicies(targetPort.mesh.AuthorizationPolicy, 'ALLOW').flatMap(
    (policy) =>
      rulesOf(policy, targetPort.mesh).flatMap(({ clauses }) =>
        clauses.from.flatMap((source) =>
          clauses.to.flatMap((operation) => {
            const accessRequest = accessRequestMatching(
              targetPort,
              [...from, ...source],
              [...to, ...operation],
            )
            return accessRequest ? [accessRequest] : []
          }),
        ),
      ),
  )
  return [...(own ? [own] : []), ...admitted]
}
