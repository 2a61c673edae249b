import fc from 'fast-check'
import { places } from './addresses.ts'
import type { Fits } from './fits.ts'
import { hostileText } from './hostile-text.ts'

export interface JsonSchema {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly JsonSchema[]
  readonly anyOf?: readonly JsonSchema[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly format?: string
  readonly pattern?: string
}

const mostItems = 4

function text({ format, pattern, maxLength = 200 }: JsonSchema): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.uuid()
  if (format === 'date-time')
    return fc
      .date({ noInvalidDate: true, min: new Date('0000-01-01'), max: new Date('9999-12-31') })
      .map((date) => date.toISOString())
  if (pattern)
    return fc.stringMatching(new RegExp(pattern)).filter(({ length }) => length <= maxLength)
  return hostileText(maxLength)
}

const isAddress = ({ properties = {} }: JsonSchema) =>
  'country' in properties && 'street' in properties

function objects({ properties = {}, required = [] }: JsonSchema, fits: Fits) {
  const fields: Record<string, fc.Arbitrary<unknown>> = {}
  for (const [name, field] of Object.entries(properties))
    fields[name] = fits[name] ?? bodies(field, fits)
  const always = Object.keys(fields).filter((name) => fits[name])
  return fc.record(fields, { requiredKeys: [...required, ...always] })
}

/** Bodies that the schema accepts, as far as a JSON schema can tell. */
export function bodies(schema: JsonSchema, fits: Fits = {}): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  const either = schema.oneOf ?? schema.anyOf
  if (either) return fc.oneof(...either.map((one) => bodies(one, fits)))
  switch (schema.type) {
    case 'object':
      return isAddress(schema)
        ? places.chain((place) => objects(schema, { ...fits, ...place }))
        : objects(schema, fits)
    case 'array': {
      const { items = {}, minItems: minLength = 0, maxItems = mostItems } = schema
      return fc.array(bodies(items, fits), { minLength, maxLength: Math.min(maxItems, mostItems) })
    }
    case 'integer':
      return fc.integer({
        min: Math.max(schema.minimum ?? 0, Number.MIN_SAFE_INTEGER),
        max: Math.min(schema.maximum ?? 1_000_000, Number.MAX_SAFE_INTEGER),
      })
    case 'boolean':
      return fc.boolean()
    case 'string':
      return text(schema)
    case 'null':
      return fc.constant(null)
    default:
      throw new Error(`no bodies can be made of ${JSON.stringify(schema)}`)
  }
}
