import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import type { ServiceEnv } from './env.ts'

interface Described {
  readonly name: string
  readonly description?: string
}

/** The OpenAPI document of a service's own operations; health, metrics and the document itself are left out. */
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
          ? { ...operation, security: distinct(operation.security) }
          : operation,
      ),
    ),
  }
}

const mapValues = <In, Out>(object: Readonly<Record<string, In>>, map: (value: In) => Out) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))

/** Several middlewares of a route may declare the same requirement. */
const distinct = <T>(requirements: readonly T[]): readonly T[] => [
  ...new Map(requirements.map((one) => [JSON.stringify(one), one])).values(),
]
