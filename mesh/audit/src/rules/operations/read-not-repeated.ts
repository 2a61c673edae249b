import { takes } from '../../operations/through-edge.ts'
import { fact, found, type Rule } from '../rule.ts'
import { nameOfOperation } from './facts.ts'
import { operationsOf, requestFor } from './routes.ts'

export const readNotRepeated: Rule = {
  code: 'STOA943',
  severity: 'note',
  summary: 'Reads go by a route that never repeats them',
  why: 'A replica that goes away fails a request that another one could have answered at no risk.',
  mend: 'Give GET a route of its own with retries.',
  check: (world) =>
    world.mesh.VirtualService.flatMap((service) =>
      service.spec.http.flatMap((route, index) => {
        if (route.retries?.attempts !== 0) return []
        const earlier = service.spec.http.slice(0, index)
        const [read] = operationsOf(world, service).filter((one) => {
          const request = requestFor(one)
          return (
            one.method === 'GET' && takes(route, request) && !earlier.some((r) => takes(r, request))
          )
        })
        if (read === undefined) return []
        const says = `${route.name ?? `route ${index}`} takes ${nameOfOperation(read)} and repeats nothing`
        return [found(service, ['spec', 'http', index], says, { demonstration: fact(says) })]
      }),
    ),
}
