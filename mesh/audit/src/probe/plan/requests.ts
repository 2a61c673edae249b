import type { Operation } from '../../inputs/operations.ts'
import { answersPath, pathOf } from '../../operations/template.ts'
import { rulesOf } from '../../world/policies.ts'
import { type Door, hostOf } from '../../world/question.ts'
import { samplePath } from '../../world/sample.ts'
import type { ProbeRequest } from '../probe.ts'

/** What an application answers beside its operations, which nobody in the mesh may ask for. */
const ownPaths = ['/metrics', '/livez', '/readyz', '/openapi.json', '/']
const verbs = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

export interface Asked {
  readonly request: ProbeRequest
  /** Somebody may have a use for it, so that tricks with it are worth a try. */
  readonly tricky: boolean
}

/** The operations of these services, what the policies of the door name beside them, and what belongs to nobody. */
export function requestsAt(door: Door, operations: readonly Operation[]): readonly Asked[] {
  const host = hostOf(door)
  const asked = (method: string, path: string, tricky = true): Asked => ({
    ...{ request: { method, path, host, headers: {} }, tricky },
  })
  const answered = ([method, path]: readonly [string, string]) =>
    operations.some((one) => one.method === method && answersPath(one.path, path))
  const all = [
    ...ownPaths.map((path) => asked('GET', path, false)),
    ...namedByPolicies(door)
      .filter((named) => !answered(named))
      .map(([method, path]) => asked(method, path)),
    ...operations.map(({ method, path }) => asked(method, pathOf(path))),
  ]
  const keyOf = ({ request }: Asked) => `${request.method} ${request.path}`
  return [...new Map(all.map((one) => [keyOf(one), one])).values()]
}

const namedByPolicies = (door: Door): readonly (readonly [string, string])[] =>
  door.mesh.AuthorizationPolicy.flatMap((policy) => rulesOf(policy, door.mesh)).flatMap(
    ({ clauses }) =>
      clauses.to.flatMap((to) => {
        const values = (field: string) => to.find((one) => one.field === field)?.values ?? []
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

/** The same host written otherwise, and a host that is somebody else's. */
export const otherHosts = (request: ProbeRequest, port: number) =>
  [
    ['host with port', `${request.host}:${port}`],
    ['host in capitals', request.host.toUpperCase()],
    ["another's host", 'elsewhere.test'],
  ].map(([trick = '', host = '']) => ({ trick, request: { ...request, host } }))
