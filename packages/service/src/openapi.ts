import type { Hono } from 'hono'
import { generateSpecs } from 'hono-openapi'
import { z } from 'zod'
import type { ServiceEnv } from './env.ts'
import { type ErrorCode, statusOfCode } from './errors.ts'
import { problem } from './problem.ts'

interface Described {
  readonly name: string
  readonly description?: string
}

/** The OpenAPI document of a service's own operations; health and metrics, and its own document, are left out. */
export async function openApiOf(app: Hono<ServiceEnv>, { name, description = '' }: Described) {
  const { paths, ...rest } = await generateSpecs(app, {
    documentation: {
      openapi: '3.1.0',
      info: { title: name, version: '1', description },
      components: {
        securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
        schemas: { Problem: problemSchema() },
      },
    },
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
  })
  return {
    ...rest,
    paths: mapValues(paths, (path) => mapValues(path ?? {}, completed)),
  }
}

function problemSchema() {
  const { $schema: _, ...schema } = z.toJSONSchema(problem, { io: 'input' })
  return schema as object
}

const mapValues = <In, Out>(object: Readonly<Record<string, In>>, map: (value: In) => Out) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]))

interface Operation {
  readonly security?: readonly unknown[]
  readonly 'x-roles'?: readonly string[]
  readonly 'x-problems'?: readonly { readonly code: ErrorCode; readonly when: string }[]
  readonly responses?: Readonly<Record<string, object>>
  readonly parameters?: readonly { readonly in: string }[]
  readonly requestBody?: unknown
}

/** An operation as its middlewares described it, with each requirement once and their problems as responses. */
function completed(described: unknown) {
  const operation = described as Operation
  const { security, 'x-roles': roles = [], 'x-problems': problems = [], ...rest } = operation
  return {
    ...rest,
    ...(security && { security: distinct(security) }),
    ...(roles.length > 0 && { 'x-roles': distinct(roles) }),
    responses: {
      ...successesOf(operation),
      ...problemResponses([...problems, ...checks(operation), ...always]),
    },
  }
}

const successesOf = ({ responses = {} }: Operation) =>
  Object.keys(responses).some((status) => status.startsWith('2'))
    ? responses
    : { 200: { description: 'OK' }, ...responses }

const checks = ({ parameters = [], requestBody }: Operation) =>
  requestBody !== undefined || parameters.some((one) => one.in !== 'header')
    ? [{ code: 'invalid' as const, when: 'a field is invalid; `errors` lists each of them' }]
    : []

/** Every operation may answer these: the edge limits requests, and a proxy answers for a service that is down. */
const always = [
  { code: 'too_many_requests', when: 'the client sends too many requests' },
  { code: 'unavailable', when: 'the service cannot be reached at the moment' },
] as const

const retryAfter = {
  headers: {
    'Retry-After': {
      required: true,
      description: 'Seconds until a retry makes sense',
      schema: { type: 'integer', minimum: 0 },
    },
  },
}
const retryable: readonly ErrorCode[] = ['too_many_requests', 'unavailable']

function problemResponses(problems: NonNullable<Operation['x-problems']>) {
  const byStatus = Map.groupBy(problems, ({ code }) => statusOfCode(code))
  const schema = { $ref: '#/components/schemas/Problem' }
  return Object.fromEntries(
    [...byStatus].map(([status, cases]) => [
      status,
      {
        description: describedByCode(cases),
        ...(cases.some(({ code }) => retryable.includes(code)) && retryAfter),
        content: { 'application/problem+json': { schema } },
      },
    ]),
  )
}

/** A line for each code: the code and when the operation answers it. */
const describedByCode = (cases: NonNullable<Operation['x-problems']>) =>
  [...Map.groupBy(cases, ({ code }) => code)]
    .map(([code, same]) => `${code}: ${distinct(same.map(({ when }) => when)).join('; or ')}`)
    .join('\n')

const distinct = <T>(values: readonly T[]): readonly T[] => [
  ...new Map(values.map((one) => [JSON.stringify(one), one])).values(),
]
