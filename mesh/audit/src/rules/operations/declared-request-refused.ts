import { basicAccessRequest } from '../../context/access-request.ts'
import { samplePathOf } from '../../operations/path-template.ts'
import type { Rule } from '../rule.ts'
import { declaredRequests } from './declared-requests.ts'
import { operationName } from './served-operations.ts'

export const declaredRequestRefused: Rule = {
  code: 'STOA933',
  severity: 'error',
  summary: 'The policies deny an operation that a service declares to call',
  why: 'The service is built to send this request, and the request will fail.',
  fix: 'Allow the operation in a policy of the called service, or remove it from `asks` in service.yaml.',
  check: (context) =>
    declaredRequests(context).flatMap(({ service, caller, called, requested }) =>
      called.ports
        .filter(({ protocol }) => protocol === 'http')
        .map((port) => context.targetPortOf(called, port))
        .flatMap((targetPort) =>
          requested.flatMap(({ method, path }) => {
            const accessRequest = basicAccessRequest(targetPort, caller.principal, {
              method,
              path: samplePathOf(path),
            })
            const verdict = context.evaluate(targetPort, accessRequest)
            if (verdict.decision === 'allow') return []
            return [
              {
                at: service.locate('asks'),
                resource: `service ${service.name}`,
                message: `declares ${operationName({ method, path })} of ${called.name}, but no policy allows it`,
                evidence: { kind: 'request', accessRequest, verdict } as const,
              },
            ]
          }),
        ),
    ),
}
