import type { Clause, HttpRequest, Token } from '@stoa/mesh/policy'
import { basicAccessRequest, hostOf, type TargetPort } from '../../context/access-request.ts'
import type { AuditContext } from '../../context/audit-context.ts'
import { isGatewayPort, isStatistics } from '../../context/statistics.ts'
import { keyOf, type Workload } from '../../context/workload.ts'
import type { Operation } from '../../inputs/operations.ts'
import { matchesTemplate, samplePathOf } from '../../operations/path-template.ts'
import { type EdgeTrace, traceThroughEdge } from '../../operations/trace-through-edge.ts'

/** The operations in a service's openapi.json, at one of its target ports. */
export interface ServedOperations {
  readonly targetPort: TargetPort
  readonly operations: readonly Operation[]
}

const cache = new WeakMap<AuditContext, readonly ServedOperations[]>()

export function servedOperations(context: AuditContext): readonly ServedOperations[] {
  const known = cache.get(context)
  if (known) return known
  const byService = Map.groupBy(context.operations ?? [], ({ service }) => service)
  const found = context.targetPorts.flatMap((targetPort) => {
    if (isStatistics(targetPort)) return []
    const operations = byService.get(targetPort.workload.name)
    const servesHttp = targetPort.workload.kind === 'sidecar' && targetPort.port.protocol === 'http'
    return operations && servesHttp ? [{ targetPort, operations }] : []
  })
  cache.set(context, found)
  return found
}

export const edgePorts = ({ targetPorts }: AuditContext): readonly TargetPort[] =>
  targetPorts.filter(
    ({ workload, port }) => isGatewayPort({ workload, port }) && port.protocol === 'http',
  )

/** Whether an alternative of a rule can match at a port. */
export const appliesAt = (to: readonly Clause[], { port }: TargetPort): boolean =>
  to
    .filter(({ field }) => field === 'ports')
    .every(
      ({ values, negatedValues }) =>
        (values.length === 0 || values.includes(`${port.number}`)) &&
        !negatedValues.includes(`${port.number}`),
    )

/** A caller's request for an operation, with the verdict of the service's policies. */
export function requestOperation(
  context: AuditContext,
  targetPort: TargetPort,
  caller: Workload,
  { method, path }: Operation,
) {
  const accessRequest = basicAccessRequest(targetPort, caller.principal, {
    method,
    path: samplePathOf(path),
  })
  return { accessRequest, verdict: context.evaluate(targetPort, accessRequest) }
}

/** Paths that every service serves in addition to the operations in its openapi.json. */
const platformPaths = ['/livez', '/readyz', '/metrics', '/openapi.json']

export const isPlatformPath = (method: string, path: string): boolean =>
  method === 'GET' && platformPaths.includes(path)

export const isServed = (
  operations: readonly Pick<Operation, 'method' | 'path'>[],
  method: string,
  path: string,
): boolean =>
  operations.some(
    (operation) => operation.method === method && matchesTemplate(operation.path, path),
  )

/** Traces an external request for an operation, with a valid token of the first accepted issuer or without a token. */
export function traceFromOutside(
  context: AuditContext,
  edge: TargetPort,
  { method, path }: Operation,
  withToken: boolean,
): EdgeTrace {
  const request: HttpRequest = {
    ...{ method, path: samplePathOf(path), host: hostOf(edge), headers: {} },
    tokens: withToken ? tokensAt(edge) : [],
  }
  return traceThroughEdge(context, edge, request)
}

function tokensAt({ mesh }: TargetPort): readonly Token[] {
  const [rule] = mesh.RequestAuthentication.flatMap(({ spec }) => spec.jwtRules ?? [])
  if (rule === undefined) return []
  const claims = { iss: rule.issuer, sub: 'probe', aud: rule.audiences?.[0] }
  return [{ claims, valid: true, at: { header: 'authorization', prefix: 'Bearer ' } }]
}

/** Whether the edge routes the request to this target port, allowed there or not. */
export const isRoutedTo = ({ upstream }: EdgeTrace, { workload }: TargetPort): boolean =>
  upstream !== undefined && keyOf(upstream.targetPort.workload) === keyOf(workload)

export const isAdmittedTo = (trace: EdgeTrace, targetPort: TargetPort): boolean =>
  isRoutedTo(trace, targetPort) && trace.upstream?.verdict.decision === 'allow'

export const operationName = ({ method, path }: Pick<Operation, 'method' | 'path'>): string =>
  `${method} ${path}`
