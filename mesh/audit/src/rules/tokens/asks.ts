import type { Clause } from '@stoa/mesh/policy'
import { acting, allClauses, type RuleOf, rulesOf } from '../../world/policies.ts'
import type { Door } from '../../world/question.ts'

const fields = new Set<Clause['field']>(['requestPrincipals', 'audiences', 'presenter', 'claims'])

export const asksForToken = (rule: RuleOf): boolean =>
  allClauses(rule).some(({ field }) => fields.has(field))

/** Whether anything that reaches the door makes a difference between requests with a token and without. */
export const isTokenAskedFor = ({ mesh }: Door): boolean =>
  (['ALLOW', 'DENY'] as const)
    .flatMap((action) => acting(mesh.AuthorizationPolicy, action))
    .some((policy) => rulesOf(policy, mesh).some(asksForToken))
