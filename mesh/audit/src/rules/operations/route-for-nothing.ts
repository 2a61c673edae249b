import { takes, takesEntry } from '../../operations/through-edge.ts'
import { fact, found, type Rule } from '../rule.ts'
import { operationsOf, requestFor } from './routes.ts'

export const routeForNothing: Rule = {
  code: 'STOA941',
  severity: 'warning',
  summary: 'A route takes the requests of no operation',
  why: 'Its time-out and retries are meant for something, which now goes by those of another route or by none.',
  mend: 'Write the path and the method as the service answers them, or delete it.',
  check: (world) =>
    world.mesh.VirtualService.flatMap((service) => {
      const operations = operationsOf(world, service)
      if (operations.length === 0) return []
      return service.spec.http.flatMap((route, index) => {
        const name = route.name ?? `route ${index}`
        const earlier = service.spec.http.slice(0, index)
        const left = operations.filter(
          (one) => !earlier.some((other) => takes(other, requestFor(one))),
        )
        const entries = route.match ?? []
        const idle = entries.flatMap((match, at) =>
          left.some((one) => takesEntry(match, requestFor(one, match))) ? [] : [['match', at]],
        )
        const places = entries.length === 0 && left.length === 0 ? [[]] : idle
        return places.map((path) =>
          found(service, ['spec', 'http', index, ...path], `${name} takes no operation`, {
            demonstration: fact(`none of ${operations.length} operations is left for ${name}`),
          }),
        )
      })
    }),
}
