import { type Path, qualify } from '@stoa/mesh/policy'
import { fact, found, type Rule } from '../rule.ts'
import { destinationsOf, isKnown, knownHosts } from './known-hosts.ts'

export const noSuchHost: Rule = {
  code: 'STOA707',
  severity: 'warning',
  summary: 'A route or DestinationRule names a host that nothing answers to',
  why: 'Requests that take the route are answered 503; settings for such a host are for nobody.',
  mend: 'Write the name of the Service, or add a ServiceEntry.',
  check: (world) => {
    if (!world.inventory.known) return []
    const known = knownHosts(world)
    const inside = (host: string) =>
      host.endsWith('.svc.cluster.local') &&
      world.inventory.namespaces.has(host.split('.').at(-4) ?? '')
    const isMissing = (host: string, namespace: string) => {
      const name = qualify(host, namespace)
      return inside(name) && !isKnown(name, known)
    }
    const routed = world.mesh.VirtualService.flatMap((service) =>
      destinationsOf(service).map(({ destination, path }) => ({
        resource: service,
        host: destination.host,
        path: [...path, 'host'] as Path,
      })),
    )
    const ruled = world.mesh.DestinationRule.map((rule) => ({
      resource: rule,
      host: rule.spec.host,
      path: ['spec', 'host'] as Path,
    }))
    return [...routed, ...ruled]
      .filter(({ resource, host }) => isMissing(host, resource.namespace))
      .map(({ resource, host, path }) =>
        found(resource, path, `nothing answers to ${qualify(host, resource.namespace)}`, {
          demonstration: fact(`no Service, workload or ServiceEntry bears the name ${host}`),
        }),
      )
  },
}
