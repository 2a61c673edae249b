import { keyOf } from '../../context/workload.ts'
import { samplesOf } from '../../operations/path-samples.ts'
import type { Rule } from '../rule.ts'
import { declaredRequests } from './declared-requests.ts'
import { isServed } from './served-operations.ts'

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export const permittedNotRequested: Rule = {
  code: 'STOA934',
  severity: 'warning',
  summary: 'A policy allows more operations than the caller declares',
  why: 'No declared call needs the permission, but an attacker who takes over the caller can use it.',
  fix: 'Limit the policy to the operations under `asks` in service.yaml, or declare the operation there.',
  check: (context) =>
    declaredRequests(context).flatMap(({ caller, called, requested }) =>
      context
        .matrix()
        .filter(
          (row) =>
            row.decision === 'allow' &&
            row.caller.name === keyOf(caller) &&
            row.target.name === keyOf(called) &&
            row.target.protocol === 'http',
        )
        .flatMap(({ methods, paths, accessRequest, verdict }) => {
          const by = verdict.by
          const named = methods.flatMap((one) => (one.includes('*') ? verbs : [one]))
          const undeclared = paths
            .flatMap((path) => samplesOf(path))
            .flatMap((path) => named.map((method) => ({ method, path })))
            .find(({ method, path }) => !isServed(requested, method, path))
          if (by === undefined || undeclared === undefined || accessRequest.request === undefined)
            return []
          const { method, path } = undeclared
          const undeclaredAccessRequest = {
            ...accessRequest,
            request: { ...accessRequest.request, method, path },
          }
          const targetPort = called.ports.map((port) => context.targetPortOf(called, port))[0]
          return [
            {
              at: { file: by.file, line: by.line },
              resource: `${by.kind} ${by.namespace}/${by.name}`,
              message: `allows ${caller.name} to send ${method} ${path}, which it does not declare`,
              evidence: targetPort && {
                ...({
                  kind: 'request',
                  accessRequest: undeclaredAccessRequest,
                  verdict: context.evaluate(targetPort, undeclaredAccessRequest),
                } as const),
              },
            },
          ]
        }),
    ),
}
