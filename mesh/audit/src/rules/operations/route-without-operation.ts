import type { Operation } from '../../inputs/operations.ts'
import { matchesEntry, matchesRoute } from '../../operations/trace-through-edge.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { operationsOf, requestFor } from './virtual-service-operations.ts'

export const routeWithoutOperation: Rule = {
  code: 'STOA941',
  severity: 'warning',
  summary: 'A route matches no operation',
  why: 'The requests for which the route was written use the time-out and retries of another route, or none.',
  fix: "Correct the route's path and method to match the service's operations, or delete the route.",
  check: (context) =>
    context.mesh.VirtualService.flatMap((service) => {
      const operations = operationsOf(context, service)
      if (operations.length === 0) return []
      return service.spec.http.flatMap((route, index) => {
        const name = route.name ?? `route ${index}`
        const earlier = service.spec.http.slice(0, index)
        const unmatched = operations.filter(
          (operation) => !earlier.some((other) => matchesRoute(other, requestFor(operation))),
        )
        const entries = route.match ?? []
        const candidates = route.directResponse ? operations.flatMap(withEveryMethod) : unmatched
        const unused = entries.flatMap((match, at) =>
          candidates.some((operation) => matchesEntry(match, requestFor(operation, match)))
            ? []
            : [['match', at]],
        )
        const places = entries.length === 0 && unmatched.length === 0 ? [[]] : unused
        return places.map((path) =>
          resultAt(service, ['spec', 'http', index, ...path], `${name} matches no operation`, {
            evidence: fact(`none of the ${operations.length} operations reaches ${name}`),
          }),
        )
      })
    }),
}

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

/** A direct response may answer the methods that a path of an operation does not have. */
const withEveryMethod = (operation: Operation): readonly Operation[] =>
  methods.map((method) => ({ ...operation, method }))
