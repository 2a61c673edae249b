import { matchesRoute } from '../../operations/trace-through-edge.ts'
import { fact, type Rule, resultAt } from '../rule.ts'
import { appliesInMesh } from '../traffic/hops.ts'
import { operationName } from './served-operations.ts'
import { operationsOf, requestFor } from './virtual-service-operations.ts'

export const operationWithoutRoute: Rule = {
  code: 'STOA942',
  severity: 'warning',
  summary: 'No route of its VirtualService matches an operation of a service',
  why: 'Once a host has a VirtualService, requests that match none of its routes are answered with 404.',
  fix: 'Add a route for the operation, or a last route without a match.',
  check: ({ mesh, ...rest }) =>
    mesh.VirtualService.filter(appliesInMesh).flatMap((service) =>
      operationsOf({ mesh, ...rest }, service)
        .filter(
          (operation) =>
            !service.spec.http.some((route) => matchesRoute(route, requestFor(operation))),
        )
        .map((operation) =>
          resultAt(service, ['spec', 'http'], `no route matches ${operationName(operation)}`, {
            evidence: fact(
              `${operationName(operation)} is answered with 404 by the caller's own sidecar`,
            ),
          }),
        ),
    ),
}
