import { qualifyHost } from '@stoa/mesh/policy'
import { fact, type Rule, resultAt } from '../rule.ts'
import { appliesInMesh } from '../traffic/hops.ts'

export const routeToOtherService: Rule = {
  code: 'STOA946',
  severity: 'note',
  summary: "A VirtualService routes one service's requests to another",
  why: 'The policies, time-outs and dashboards of the first service do not cover what the second one does with its requests.',
  fix: 'Route to the host itself, or to a subset of it.',
  check: ({ mesh, inventory }) => {
    const known = new Set(inventory.workloads.flatMap(({ hosts }) => hosts))
    return mesh.VirtualService.filter(appliesInMesh).flatMap((service) => {
      const { spec, namespace } = service
      const own = spec.hosts.map((host) => qualifyHost(host, namespace))
      if (!own.some((host) => known.has(host))) return []
      return spec.http.flatMap(({ route = [] }, index) =>
        route
          .map(({ destination }) => qualifyHost(destination.host, namespace))
          .filter((host) => known.has(host) && !own.includes(host))
          .map((host) =>
            resultAt(
              service,
              ['spec', 'http', index],
              `requests for ${own.join(', ')} are routed to ${host}`,
              {
                evidence: fact(`route ${index} has the destination ${host}`),
              },
            ),
          ),
      )
    })
  },
}
