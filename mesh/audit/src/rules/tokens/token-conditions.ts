import type { Clause } from '@stoa/mesh/policy'
import type { TargetPort } from '../../context/access-request.ts'
import { allClauses, enforcedPolicies, type PolicyRule, rulesOf } from '../../context/policies.ts'

const fields = new Set<Clause['field']>(['requestPrincipals', 'audiences', 'presenter', 'claims'])

export const hasTokenCondition = (rule: PolicyRule): boolean =>
  allClauses(rule).some(({ field }) => fields.has(field))

/** Whether any enforced policy of the target port depends on a token. */
export const hasTokenConditionAt = ({ mesh }: TargetPort): boolean =>
  (['ALLOW', 'DENY'] as const)
    .flatMap((action) => enforcedPolicies(mesh.AuthorizationPolicy, action))
    .some((policy) => rulesOf(policy, mesh).some(hasTokenCondition))
