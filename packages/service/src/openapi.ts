import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import type { ServiceEnv } from './env.ts'

interface Described {
  readonly name: string
  readonly description?: string
}

/** The OpenAPI document of a service; what every service answers beside its own operations is left out. */
export async function openApiOf(app: Hono<ServiceEnv>, { name, description = '' }: Described) {
  const { paths, ...rest } = await generateSpecs(app, {
    documentation: {
      openapi: '3.1.0',
      info: { title: name, version: '1', description },
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      },
    },
    excludeStaticFile: false,
    exclude: ['/livez', '/readyz', '/metrics', '/openapi.json'],
  })
  return {
    ...rest,
    paths: mapValues(paths, (path) =>
      mapValues(path ?? {}, (operation) =>
        typeof operation === 'object' && 'security' in operation && operation.security
          ? { ...operation, security: onceEach(operation.security) }
          : operation,
      ),
    ),
  }
}

const mapValues = <In, Out>(object: Readonly<Record<string, In>>, map: (value: In) => Out) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))

/** Each middleware of a route says what it needs; the same need is one. */
const onceEach = <T>(needs: readonly T[]): readonly T[] => [
  ...new Map(needs.map((need) => [JSON.stringify(need), need])).values(),
]
