import { samplePathOf } from '../../operations/path-template.ts'
import { fact, type Rule } from '../rule.ts'
import { declaredRequests } from './declared-requests.ts'
import { isPlatformPath, isServed, operationName, servedOperations } from './served-operations.ts'

export const requestedOperationMissing: Rule = {
  code: 'STOA935',
  severity: 'warning',
  summary: 'A service declares a call to an operation that does not exist',
  why: 'The call is answered with 404, and the audit compares the policies with a wrong declaration.',
  fix: "Write the operation as it stands in the called service's openapi.json.",
  check: (context) =>
    declaredRequests(context).flatMap(({ service, called, requested }) => {
      const served = servedOperations(context).find(
        ({ targetPort }) => targetPort.workload === called,
      )
      if (served === undefined) return []
      return requested
        .filter(
          ({ method, path }) =>
            !isPlatformPath(method, path) &&
            !isServed(served.operations, method, samplePathOf(path)),
        )
        .map((operation) => ({
          at: service.locate('asks'),
          resource: `service ${service.name}`,
          message: `declares ${operationName(operation)} of ${called.name}, which does not exist`,
          evidence: fact(
            `openapi.json of ${called.name} has ${served.operations.length} operations, but not this one`,
          ),
        }))
    }),
}
