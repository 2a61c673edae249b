import { attemptsOf, casesOf } from '../cases.ts'
import { found, type Rule } from '../rule.ts'

export const unknownProvider: Rule = {
  code: 'STOA411',
  severity: 'warning',
  summary: 'A CUSTOM policy names an authoriser that the mesh configuration does not have',
  why: 'Istio then denies every request that the policy matches.',
  mend: 'Add it to extensionProviders of the mesh configuration, or write the name that stands there.',
  check: (world) => {
    const { written, extensionProviders } = world.mesh.settings
    if (Object.keys(written).length === 0) return []
    const known = new Set(extensionProviders.map(({ name }) => name))
    return world.mesh.AuthorizationPolicy.filter(
      ({ spec }) => spec.action === 'CUSTOM' && !known.has(spec.provider?.name ?? ''),
    ).map((policy) => {
      const first = casesOf(world, 'CUSTOM').find((one) => one.policy === policy)
      return found(
        policy,
        ['spec', 'provider', 'name'],
        `there is no ${policy.spec.provider?.name}`,
        {
          demonstration: first && attemptsOf(world, first)[0]?.shown,
        },
      )
    })
  },
}
