import { takes } from '../../operations/through-edge.ts'
import { fact, found, type Rule } from '../rule.ts'
import { isOfMesh } from '../traffic/hops.ts'
import { nameOfOperation } from './facts.ts'
import { operationsOf, requestFor } from './routes.ts'

export const noRoute: Rule = {
  code: 'STOA942',
  severity: 'warning',
  summary: 'No route of its VirtualService takes an operation of a service',
  why: 'Once a host has a VirtualService, what none of its routes takes is answered 404.',
  mend: 'Add a route for it, or one without match at the end.',
  check: ({ mesh, ...rest }) =>
    mesh.VirtualService.filter(isOfMesh).flatMap((service) =>
      operationsOf({ mesh, ...rest }, service)
        .filter((one) => !service.spec.http.some((route) => takes(route, requestFor(one))))
        .map((one) =>
          found(service, ['spec', 'http'], `no route takes ${nameOfOperation(one)}`, {
            demonstration: fact(
              `${nameOfOperation(one)} is answered 404 by the caller's own sidecar`,
            ),
          }),
        ),
    ),
}
