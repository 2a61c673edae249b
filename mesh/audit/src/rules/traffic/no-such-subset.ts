import { qualify } from '@stoa/mesh/policy'
import { fact, found, type Rule } from '../rule.ts'
import { destinationsOf } from './known-hosts.ts'

export const noSuchSubset: Rule = {
  code: 'STOA706',
  severity: 'error',
  summary: 'A route leads to a subset that no DestinationRule defines',
  why: 'Envoy has no cluster for it, and every such request is answered 503.',
  mend: 'Define the subset in the DestinationRule of the host, or leave it out.',
  check: ({ mesh }) => {
    const subsets = new Map<string, Set<string>>()
    for (const { spec, namespace } of mesh.DestinationRule) {
      const host = qualify(spec.host, namespace)
      const names = subsets.get(host) ?? new Set()
      for (const { name } of spec.subsets ?? []) names.add(name)
      subsets.set(host, names)
    }
    return mesh.VirtualService.flatMap((service) =>
      destinationsOf(service).flatMap(({ destination, path }) => {
        const host = qualify(destination.host, service.namespace)
        const { subset } = destination
        if (!subset || subsets.get(host)?.has(subset)) return []
        return [
          found(service, [...path, 'subset'], `${host} has no subset ${subset}`, {
            demonstration: fact(`no DestinationRule of ${host} defines ${subset}: 503 NC`),
          }),
        ]
      }),
    )
  },
}
