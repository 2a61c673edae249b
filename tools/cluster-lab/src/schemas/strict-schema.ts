import { z } from 'zod'

// biome-ignore lint/suspicious/noExplicitAny: JSON of any form, of which only the keywords below are read
type Json = any

const components = z.looseObject({
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
})

export interface Kind {
  readonly apiVersion: string
  readonly kind: string
}

const kindsOfSchema = z
  .array(z.object({ group: z.string(), version: z.string(), kind: z.string() }))
  .default([])

const reference = '#/components/schemas/'
const keywords = [
  ...['type', 'enum', 'pattern', 'required', 'minimum', 'maximum', 'minLength', 'maxLength'],
  ...['minItems', 'maxItems', 'oneOf', 'anyOf', 'allOf', 'not', 'multipleOf'],
] as const

/**
 * The JSON schema of a kind, from the API server's OpenAPI: without descriptions and status, with every field that
 * it does not know refused.
 */
export function strictSchema(openApi: unknown, { apiVersion, kind }: Kind): object {
  const { schemas } = components.parse(openApi).components
  const [group = '', version = ''] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion]
  const name = Object.keys(schemas).find((one) =>
    kindsOfSchema
      .parse(schemas[one]?.['x-kubernetes-group-version-kind'])
      .some((own) => own.group === group && own.version === version && own.kind === kind),
  )
  if (!name) throw new Error(`the API server describes no ${kind} of ${apiVersion}`)
  const definitions: Record<string, Json> = {}
  const { properties, ...root } = simplify(schemas[name], include)
  const { status: _, ...own } = properties
  const enums = { apiVersion: { enum: [apiVersion] }, kind: { enum: [kind] } }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    ...{ ...root, properties: { ...own, ...enums }, required: requiredOf(root) },
    definitions,
  }

  function include(target: string): string {
    const short = target.split('.').at(-1) ?? target
    if (!(short in definitions)) {
      definitions[short] = true
      definitions[short] = simplify(schemas[target], include)
    }
    return `#/definitions/${short}`
  }
}

const requiredOf = ({ required = [] }: Json): string[] => [
  ...new Set<string>(['apiVersion', 'kind', 'metadata', ...required]),
]

/** Fields are refused only where the schema lists fields: below `oneOf` and the like it only restricts them. */
function simplify(schema: Json, include: (name: string) => string): Json {
  const next = (inner: Json) => simplify(inner, include)
  if (schema.$ref) return { $ref: include(schema.$ref.slice(reference.length)) }
  if (schema.allOf?.length === 1 && schema.allOf[0].$ref) return next(schema.allOf[0])
  if (schema['x-kubernetes-int-or-string']) return { type: ['integer', 'string'] }
  const kept = Object.fromEntries(
    keywords.filter((word) => word in schema).map((word) => [word, schema[word]]),
  )
  const { properties, items, additionalProperties: others } = schema
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true
  return {
    ...kept,
    ...(schema.nullable && kept.type && { type: [kept.type, 'null'] }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, inner]) => [key, next(inner)]),
      ),
    }),
    ...(items && { items: next(items) }),
    ...(typeof others === 'object' && { additionalProperties: next(others) }),
    ...(properties && others === undefined && !open && { additionalProperties: false }),
  }
}
