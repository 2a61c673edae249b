import { z } from 'zod'

/** The parts of JSON Schema that the services' documents use. */
export interface Schema {
  readonly type?: string | readonly string[] | undefined
  readonly format?: string | undefined
  readonly pattern?: string | undefined
  readonly const?: unknown
  readonly enum?: readonly unknown[] | undefined
  readonly default?: unknown
  readonly examples?: readonly unknown[] | undefined
  readonly minimum?: number | undefined
  readonly maximum?: number | undefined
  readonly minLength?: number | undefined
  readonly maxLength?: number | undefined
  readonly minItems?: number | undefined
  readonly maxItems?: number | undefined
  readonly items?: Schema | undefined
  readonly properties?: Readonly<Record<string, Schema>> | undefined
  readonly required?: readonly string[] | undefined
  readonly additionalProperties?: boolean | Schema | undefined
  readonly anyOf?: readonly Schema[] | undefined
  readonly oneOf?: readonly Schema[] | undefined
}

const schema = z.custom<Schema>((value) => typeof value === 'object')
const content = z.record(z.string(), z.looseObject({ schema: schema.optional() })).default({})
const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.record(z.string(), z.array(z.string()))).default([]),
  'x-roles': z.array(z.string()).default([]),
  parameters: z
    .array(
      z.object({
        in: z.enum(['path', 'query', 'header']),
        name: z.string(),
        required: z.boolean().default(false),
        description: z.string().optional(),
        schema,
      }),
    )
    .default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ description: z.string(), content })),
})

const document = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
})

export type Content = z.infer<typeof content>
export type Parameter = z.infer<typeof operation>['parameters'][number]
export interface Operation extends z.infer<typeof operation> {
  readonly method: string
  /** The path template, such as `/v1/orders/{orderId}`. */
  readonly path: string
}
export interface Api {
  readonly service: string
  readonly description: string
  readonly operations: readonly Operation[]
}

/** Parses the text of a service's `openapi.json`; throws when an operation lacks a part that its page needs. */
export function parseApi(text: string): Api {
  const { info, paths } = document.parse(JSON.parse(text))
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => ({
      ...one,
      path,
      method: method.toUpperCase(),
    })),
  )
  return { service: info.title, description: info.description, operations }
}
