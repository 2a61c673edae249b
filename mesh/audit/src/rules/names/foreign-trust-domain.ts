import { trustDomainsOf } from '@stoa/mesh/policy'
import { identityOf, principalOf } from '../../context/workload.ts'
import { type Rule, resultAt } from '../rule.ts'
import { everyAction, witnessRequests } from '../scoped-rules.ts'
import { valuesOf } from '../value-lists.ts'

export const foreignTrustDomain: Rule = {
  code: 'STOA403',
  severity: 'warning',
  summary: "A principal has a trust domain that is not the mesh's",
  why: 'No certificate of this mesh carries that trust domain, so the rule matches none of its workloads.',
  fix: "Write the mesh's trust domain or cluster.local, or add the other trust domain to trustDomainAliases.",
  check: (context) => {
    const ours = [...trustDomainsOf(context.mesh.settings), 'cluster.local']
    return valuesOf(context, ['principals'], ...everyAction).flatMap((scoped) => {
      const identity = identityOf(scoped.value)
      if (identity === undefined || identity.trustDomain.includes('*')) return []
      if (ours.includes(identity.trustDomain)) return []
      const own = principalOf(ours[0] ?? '', identity.namespace, identity.account)
      return [
        resultAt(
          scoped.policy,
          scoped.at,
          `${identity.trustDomain} is not a trust domain of this mesh`,
          {
            evidence: witnessRequests(context, scoped, own)[0]?.evidence,
          },
        ),
      ]
    })
  },
}
