import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot, type Service } from '@stoa/topology'
import { z } from 'zod'

export interface Operation {
  readonly method: string
  readonly path: string
}

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const
const document = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) })

/** The operations of a service's openapi.json, and those that callers declare in their service.yaml; `{x}` is a parameter. */
export function declaredOperations(
  service: string,
  services: readonly Service[],
  root = repositoryRoot,
): readonly Operation[] {
  const file = join(root, 'services', service, 'openapi.json')
  const own = existsSync(file) ? document.parse(JSON.parse(readFileSync(file, 'utf8'))).paths : {}
  const documented = Object.entries(own).flatMap(([path, operations]) =>
    methods
      .filter((method) => method in operations)
      .map((method) => ({ method: method.toUpperCase(), path })),
  )
  const asked = services
    .flatMap(({ asks = {} }) => asks[service] ?? [])
    .map((operation) => {
      const [method = '', path = ''] = operation.split(' ')
      return { method, path }
    })
  return distinct([...documented, ...asked])
}

/** What every service answers beside its operations. */
export const commonOperations: readonly Operation[] = [
  { method: 'GET', path: '/metrics' },
  { method: 'GET', path: '/stats/prometheus' },
  { method: 'GET', path: '/health/ready' },
  { method: 'GET', path: '/' },
]

/** A request for an operation, and requests near it that nobody declared. */
export function requestsFor({ method, path }: Operation): readonly Operation[] {
  const plain = path.replaceAll(/\{[^}]*\}/g, 'x1')
  const paths = [
    ...[plain, `${plain}?page=1`, `${plain}/`, `${plain}/more`, `${plain}x`, `/${plain}`],
    ...[plain.replace(/\/([^/]+)$/, '%2F$1'), plain.replace(/\/([^/]+)$/, '//$1')],
    ...[plain.replace(/^\/([^/]+)/, '/./$1'), `/other/..${plain}`, `${plain};a=1`],
    ...[plain.toUpperCase(), path.replaceAll(/\{[^}]*\}/g, '*'), plain.replace(/[^/]+$/, '')],
  ]
  const others = methods.map((one) => one.toUpperCase()).filter((one) => one !== method)
  return distinct([
    // Envoy answers another request target than a path with 400 before any policy.
    ...paths.filter((one) => one.startsWith('/')).map((one) => ({ method, path: one })),
    ...[...others, 'HEAD', 'OPTIONS'].map((one) => ({ method: one, path: plain })),
  ])
}

export const distinct = (operations: readonly Operation[]): readonly Operation[] => [
  ...new Map(operations.map((one) => [`${one.method} ${one.path}`, one])).values(),
]
