import type { DestinationRule, Path, Resource } from '@stoa/mesh/policy'

export interface Origination {
  readonly rule: Resource<DestinationRule>
  readonly path: Path
  readonly tls: NonNullable<NonNullable<DestinationRule['trafficPolicy']>['tls']>
}

/** Every place where a DestinationRule originates TLS. */
export const originationsOf = (
  rules: readonly Resource<DestinationRule>[],
): readonly Origination[] =>
  rules.flatMap((rule) => {
    const policies = [
      { policy: rule.spec.trafficPolicy, path: ['spec', 'trafficPolicy'] as Path },
      ...(rule.spec.subsets ?? []).map(({ trafficPolicy }, index) => ({
        policy: trafficPolicy,
        path: ['spec', 'subsets', index, 'trafficPolicy'] as Path,
      })),
    ]
    return policies.flatMap(({ policy, path }) => {
      const ports = (policy?.portLevelSettings ?? []).map(({ tls }, index) => ({
        tls,
        at: [...path, 'portLevelSettings', index, 'tls'],
      }))
      return [{ tls: policy?.tls, at: [...path, 'tls'] }, ...ports].flatMap(({ tls, at }) =>
        tls && (tls.mode === 'SIMPLE' || tls.mode === 'MUTUAL') ? [{ rule, path: at, tls }] : [],
      )
    })
  })
