import type { Clause, Question } from '@stoa/mesh/policy'
import { enforcedPolicies, rulesOf } from '../context/policies.ts'
import { questionMatching, type TargetPort } from '../context/question.ts'

/**
 * Requests that meet the given clauses, from any caller and from each caller that an ALLOW rule admits. Only an
 * admitted caller can show what a DENY policy stops or misses.
 */
export function candidateQuestions(
  targetPort: TargetPort,
  from: readonly Clause[],
  to: readonly Clause[],
): readonly Question[] {
  const own = questionMatching(targetPort, from, to)
  const admitted = enforcedPolicies(targetPort.mesh.AuthorizationPolicy, 'ALLOW').flatMap(
    (policy) =>
      rulesOf(policy, targetPort.mesh).flatMap(({ clauses }) =>
        clauses.from.flatMap((source) =>
          clauses.to.flatMap((operation) => {
            const question = questionMatching(
              targetPort,
              [...from, ...source],
              [...to, ...operation],
            )
            return question ? [question] : []
          }),
        ),
      ),
  )
  return [...(own ? [own] : []), ...admitted]
}
