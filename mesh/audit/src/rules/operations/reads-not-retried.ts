import { matchesRoute } from '../../operations/trace-through-edge.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { operationName } from './served-operations.ts'
import { operationsOf, requestFor } from './virtual-service-operations.ts'

export const readsNotRetried: Rule = {
  code: 'STOA943',
  severity: 'note',
  summary: 'Reads use a route that never retries',
  why: 'When a replica stops, a read fails that another replica could have answered safely.',
  fix: 'Give GET a route of its own with retries.',
  check: (context) =>
    context.mesh.VirtualService.flatMap((service) =>
      service.spec.http.flatMap((route, index) => {
        if (route.retries?.attempts !== 0) return []
        const earlier = service.spec.http.slice(0, index)
        const [read] = operationsOf(context, service).filter((operation) => {
          const request = requestFor(operation)
          return (
            operation.method === 'GET' &&
            matchesRoute(route, request) &&
            !earlier.some((r) => matchesRoute(r, request))
          )
        })
        if (read === undefined) return []
        const message = `${route.name ?? `route ${index}`} matches ${operationName(read)} but never retries`
        return [resultAt(service, ['spec', 'http', index], message, { evidence: fact(message) })]
      }),
    ),
}
