import { qualifyHost } from '@stoa/mesh/policy'
import { fact, type Rule, resultAt } from '../rule.ts'
import { destinationsOf } from './known-hosts.ts'

export const unknownSubset: Rule = {
  code: 'STOA706',
  severity: 'error',
  summary: 'A route refers to a subset that no DestinationRule defines',
  why: 'Envoy has no cluster for the subset and answers every such request with 503.',
  fix: "Define the subset in the host's DestinationRule, or remove it from the route.",
  check: ({ mesh }) => {
    const subsets = new Map<string, Set<string>>()
    for (const { spec, namespace } of mesh.DestinationRule) {
      const host = qualifyHost(spec.host, namespace)
      const names = subsets.get(host) ?? new Set()
      for (const { name } of spec.subsets ?? []) names.add(name)
      subsets.set(host, names)
    }
    return mesh.VirtualService.flatMap((service) =>
      destinationsOf(service).flatMap(({ destination, path }) => {
        const host = qualifyHost(destination.host, service.namespace)
        const { subset } = destination
        if (!subset || subsets.get(host)?.has(subset)) return []
        return [
          resultAt(service, [...path, 'subset'], `${host} has no subset ${subset}`, {
            evidence: fact(`no DestinationRule of ${host} defines ${subset}: 503 NC`),
          }),
        ]
      }),
    )
  },
}
