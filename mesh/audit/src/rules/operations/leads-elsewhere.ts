import { qualify } from '@stoa/mesh/policy'
import { fact, found, type Rule } from '../rule.ts'
import { isOfMesh } from '../traffic/hops.ts'

export const leadsElsewhere: Rule = {
  code: 'STOA946',
  severity: 'note',
  summary: 'The routes of one service lead to another',
  why: 'Policies, time-outs and dashboards of the first say nothing of what the second does with its requests.',
  mend: 'Lead to the host itself, or to a subset of it.',
  check: ({ mesh, inventory }) => {
    const known = new Set(inventory.workloads.flatMap(({ hosts }) => hosts))
    return mesh.VirtualService.filter(isOfMesh).flatMap((service) => {
      const { spec, namespace } = service
      const own = spec.hosts.map((host) => qualify(host, namespace))
      if (!own.some((host) => known.has(host))) return []
      return spec.http.flatMap(({ route = [] }, index) =>
        route
          .map(({ destination }) => qualify(destination.host, namespace))
          .filter((host) => known.has(host) && !own.includes(host))
          .map((host) =>
            found(
              service,
              ['spec', 'http', index],
              `requests for ${own.join(', ')} go to ${host}`,
              {
                demonstration: fact(`route ${index} names ${host}`),
              },
            ),
          ),
      )
    })
  },
}
