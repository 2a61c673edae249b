import { hostOf, type TargetPort } from '../../context/access-request.ts'
import { rulesOf } from '../../context/policies.ts'
import { samplePath } from '../../context/sample.ts'
import { isStatistics, statisticsRequest } from '../../context/statistics.ts'
import type { Operation } from '../../inputs/operations.ts'
import { matchesTemplate, samplePathOf } from '../../operations/path-template.ts'
import type { ProbeRequest } from '../probe.ts'

/** Paths that every application serves in addition to its operations, and that no mesh caller may request. */
const platformPaths = ['/metrics', '/livez', '/readyz', '/openapi.json', '/']
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export interface PlannedRequest {
  readonly request: ProbeRequest
  /** Whether to probe variants of the request as well. */
  readonly withVariants: boolean
}

/**
 * The operations, the other requests that the target port's policies name, and the platform paths. At the port of a
 * proxy's statistics: these, and other paths of the proxy.
 */
export function requestsAt(
  targetPort: TargetPort,
  operations: readonly Operation[],
): readonly PlannedRequest[] {
  const host = hostOf(targetPort)
  const planned = (method: string, path: string, withVariants = true): PlannedRequest => ({
    ...{ request: { method, path, host, headers: {} }, withVariants },
  })
  if (isStatistics(targetPort)) {
    const { method, path } = statisticsRequest
    const others = ['/metrics', '/config_dump', '/']
    return [planned(method, path), ...others.map((other) => planned('GET', other, false))]
  }
  const isOperation = ([method, path]: readonly [string, string]) =>
    operations.some(
      (operation) => operation.method === method && matchesTemplate(operation.path, path),
    )
  const all = [
    ...platformPaths.map((path) => planned('GET', path, false)),
    ...namedByPolicies(targetPort)
      .filter((named) => !isOperation(named))
      .map(([method, path]) => planned(method, path)),
    ...operations.map(({ method, path }) => planned(method, samplePathOf(path))),
  ]
  const keyOf = ({ request }: PlannedRequest) => `${request.method} ${request.path}`
  return [...new Map(all.map((one) => [keyOf(one), one])).values()]
}

const namedByPolicies = (targetPort: TargetPort): readonly (readonly [string, string])[] =>
  targetPort.mesh.AuthorizationPolicy.flatMap((policy) => rulesOf(policy, targetPort.mesh)).flatMap(
    ({ clauses }) =>
      clauses.to.flatMap((to) => {
        const values = (field: string) => to.find((clause) => clause.field === field)?.values ?? []
        const [methods, paths] = [values('methods'), values('paths')]
        return paths.flatMap((path) =>
          (methods.length > 0 ? methods : ['GET', 'POST'])
            .filter((method) => !method.includes('*'))
            .map((method) => [method, samplePath(path)] as const),
        )
      }),
  )

export const otherMethods = (request: ProbeRequest): readonly ProbeRequest[] =>
  verbs.filter((method) => method !== request.method).map((method) => ({ ...request, method }))

/** Other spellings of the host, and a foreign host. */
export const otherHosts = (request: ProbeRequest, port: number) =>
  [
    ['host with port', `${request.host}:${port}`],
    ['host in upper case', request.host.toUpperCase()],
    ['another host', 'elsewhere.test'],
  ].map(([variant = '', host = '']) => ({ variant, request: { ...request, host } }))
