import { trustDomainsOf } from '@stoa/mesh/policy'
import { identityOf, principalOf } from '../../world/workload.ts'
import { attemptsOf, everyAction, valuesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const foreignTrustDomain: Rule = {
  code: 'STOA403',
  severity: 'warning',
  summary: "A principal bears a trust domain that is not the mesh's",
  why: 'Certificates of this mesh never bear it, so the rule means none of its workloads.',
  mend: "Write the mesh's trust domain or cluster.local, or add the other one to trustDomainAliases.",
  check: (world) => {
    const ours = [...trustDomainsOf(world.mesh.settings), 'cluster.local']
    return valuesOf(world, ['principals'], ...everyAction).flatMap((one) => {
      const identity = identityOf(one.value)
      if (identity === undefined || identity.trustDomain.includes('*')) return []
      if (ours.includes(identity.trustDomain)) return []
      const own = principalOf(ours[0] ?? '', identity.namespace, identity.account)
      return [
        found(one.policy, one.at, `${identity.trustDomain} is no trust domain of this mesh`, {
          demonstration: attemptsOf(world, one, own)[0]?.shown,
        }),
      ]
    })
  },
}
