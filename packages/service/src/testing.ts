import type { Hono } from 'hono'
import { z } from 'zod'
import { roles } from './claims.ts'
import type { ServiceEnv } from './env.ts'

/** The workload whose claims the application under test must trust. */
export const testForwarder = 'cluster.local/ns/istio-ingress/sa/istio-ingressgateway'

interface Documented {
  readonly content?: Readonly<Record<string, { readonly schema?: unknown }>>
}
interface Operation {
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly parameters?: readonly { readonly name: string; readonly schema: { enum?: string[] } }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> }
  readonly responses: Readonly<Record<string, Documented>>
}
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

export interface ErrorCase {
  readonly name: string
  readonly status: number
  readonly operation: Operation | undefined
  readonly send: () => Promise<Response>
}

const anId = '019d2f6c-41a0-7c3e-9b52-6f0e8a7d1c34'
const user = { sub: 'ann', roles }
const token = {
  'x-stoa-claims': Buffer.from(JSON.stringify(user)).toString('base64url'),
  'x-forwarded-client-cert': `URI=spiffe://${testForwarder}`,
}

export { openApiOf } from './openapi.ts'

export const openApiOfApp = async (app: Hono<ServiceEnv>): Promise<OpenApi> =>
  (await (await app.request('/openapi.json')).json()) as OpenApi

/** The requests that every operation refuses before it does anything, each with the status that it answers. */
export function errorCases(app: Hono<ServiceEnv>, { paths }: OpenApi): readonly ErrorCase[] {
  const everyPath = Object.entries(paths).flatMap(([template, operations]) => {
    const parameters = Object.values(operations).flatMap((one) => one.parameters ?? [])
    const path = template.replaceAll(
      /\{([^}]+)\}/g,
      (_, wanted) => parameters.find(({ name }) => name === wanted)?.schema.enum?.[0] ?? anId,
    )
    const send = (method: string, headers: Record<string, string> = {}, body?: string) =>
      Promise.resolve(app.request(path, { method, headers, ...(body !== undefined && { body }) }))
    return [
      {
        ...{ name: `PATCH ${template}`, status: 405, operation: undefined },
        send: () => send('PATCH', token),
      },
      ...Object.entries(operations).flatMap(([name, operation]) => {
        const method = name.toUpperCase()
        const request = (status: number, ...args: [Record<string, string>, string?]) => ({
          ...{ name: `${method} ${template}`, status, operation },
          send: () => send(method, ...args),
        })
        const json = { ...token, 'content-type': 'application/json' }
        return [
          ...(needsToken(operation) ? [request(401, {})] : []),
          ...(operation.requestBody?.content['application/json']
            ? [
                request(400, json, '{'),
                request(413, json, `"${'x'.repeat(1024 * 1024)}"`),
                request(415, { ...token, 'content-type': 'text/plain' }, '{}'),
                request(422, json, '{"nothing":1}'),
              ]
            : []),
        ]
      }),
    ]
  })
  const unknown = '/v1/no-such-path'
  return [
    {
      ...{ name: `GET ${unknown}`, status: 404, operation: undefined },
      send: () => Promise.resolve(app.request(unknown, { headers: token })),
    },
    ...everyPath,
  ]
}

const needsToken = ({ security = [] }: Operation) =>
  security.length > 0 && security.every((one) => Object.keys(one).length > 0)

/** Why an answer is not what the document promises; undefined when it is. */
export async function deviationOf(
  { status, operation }: Pick<ErrorCase, 'status' | 'operation'>,
  answer: Response,
  { components }: OpenApi,
): Promise<string | undefined> {
  if (answer.status !== status) return `expected the status ${status}, found ${answer.status}`
  const documented = operation?.responses[status]
  if (operation && !documented) return `the document has no answer ${status}`
  const type = answer.headers.get('content-type') ?? 'none'
  if (operation && !documented?.content?.[type]) return `the document has no ${type} for ${status}`
  if (status === 405 && !answer.headers.get('allow')) return 'expected the header Allow'
  const schema = z.fromJSONSchema(
    components.schemas.Problem as Parameters<typeof z.fromJSONSchema>[0],
  )
  const parsed = schema.safeParse(await answer.json())
  return parsed.error && z.prettifyError(parsed.error)
}
