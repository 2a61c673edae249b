import { type Path, qualifyHost } from '@stoa/mesh/policy'
import { fact, type Rule, resultAt } from '../rule.ts'
import { destinationsOf, isKnown, knownHosts } from './known-hosts.ts'

export const unknownHost: Rule = {
  code: 'STOA707',
  severity: 'warning',
  summary: 'A route or DestinationRule refers to a host that does not exist',
  why: 'Requests on that route are answered with 503, and a DestinationRule for the host has no effect.',
  fix: 'Write the name of an existing Service, or add a ServiceEntry.',
  check: (context) => {
    if (!context.inventory.known) return []
    const known = knownHosts(context)
    const inside = (host: string) =>
      host.endsWith('.svc.cluster.local') &&
      context.inventory.namespaces.has(host.split('.').at(-4) ?? '')
    const isMissing = (host: string, namespace: string) => {
      const name = qualifyHost(host, namespace)
      return inside(name) && !isKnown(name, known)
    }
    const routed = context.mesh.VirtualService.flatMap((service) =>
      destinationsOf(service).map(({ destination, path }) => ({
        resource: service,
        host: destination.host,
        path: [...path, 'host'] as Path,
      })),
    )
    const configured = context.mesh.DestinationRule.map((rule) => ({
      resource: rule,
      host: rule.spec.host,
      path: ['spec', 'host'] as Path,
    }))
    return [...routed, ...configured]
      .filter(({ resource, host }) => isMissing(host, resource.namespace))
      .map(({ resource, host, path }) =>
        resultAt(resource, path, `host ${qualifyHost(host, resource.namespace)} does not exist`, {
          evidence: fact(`no Service, workload or ServiceEntry has the name ${host}`),
        }),
      )
  },
}
