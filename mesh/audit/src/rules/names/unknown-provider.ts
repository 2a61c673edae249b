import { type Rule, resultAt } from '../rule.ts'
import { scopedRules, witnessRequests } from '../scoped-rules.ts'

export const unknownProvider: Rule = {
  code: 'STOA411',
  severity: 'warning',
  summary: 'A CUSTOM policy names an authorizer that the mesh configuration does not define',
  why: 'Istio then denies every request that the policy matches.',
  fix: 'Add the provider to `extensionProviders` in the mesh configuration, or correct its name.',
  check: (context) => {
    const { written, extensionProviders } = context.mesh.settings
    if (Object.keys(written).length === 0) return []
    const known = new Set(extensionProviders.map(({ name }) => name))
    return context.mesh.AuthorizationPolicy.filter(
      ({ spec }) => spec.action === 'CUSTOM' && !known.has(spec.provider?.name ?? ''),
    ).map((policy) => {
      const first = scopedRules(context, 'CUSTOM').find((scoped) => scoped.policy === policy)
      return resultAt(
        policy,
        ['spec', 'provider', 'name'],
        `the mesh configuration has no provider ${policy.spec.provider?.name}`,
        {
          evidence: first && witnessRequests(context, first)[0]?.evidence,
        },
      )
    })
  },
}
