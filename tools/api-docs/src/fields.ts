import type { Schema } from './document.ts'

export interface Field {
  /** Such as `lines[].sku`. */
  readonly path: string
  readonly type: string
  readonly required: boolean
  readonly limits: string
}

const alternatives = ({ anyOf, oneOf }: Schema): readonly Schema[] => anyOf ?? oneOf ?? []

/** A schema's type in words: `string (uuid)`, `array of object`, `object or null`. */
export function typeOf(schema: Schema): string {
  const options = alternatives(schema)
  if (options.length > 0) return [...new Set(options.map(typeOf))].join(' or ')
  const { type = 'any', format, items } = schema
  if (type === 'array') return `array of ${items ? typeOf(items) : 'any'}`
  const name = [type].flat().join(' or ')
  return format ? `${name} (${format})` : name
}

const code = (value: unknown) => `\`${JSON.stringify(value)}\``
const isBound = (value: number | undefined): value is number =>
  value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER

const count = (value: number) => value.toLocaleString('en')

function range(low: number | undefined, high: number | undefined, unit = ''): string[] {
  if (isBound(low) && isBound(high)) return [`${count(low)} to ${count(high)}${unit}`]
  if (isBound(high)) return [`at most ${count(high)}${unit}`]
  return isBound(low) ? [`at least ${count(low)}${unit}`] : []
}

const each = (limits: string) => (limits ? [`each ${limits}`] : [])
const isOpen = ({ additionalProperties: others }: Schema) =>
  typeof others === 'object' && Object.keys(others).length === 0

/** What a value must satisfy beside its type. */
export function limitsOf(schema: Schema): string {
  const { format, pattern, minimum, maximum, minLength, maxLength, minItems, maxItems } = schema
  const own = [
    ...(schema.const !== undefined ? [code(schema.const)] : []),
    ...(schema.enum ? [schema.enum.map(code).join(', ')] : []),
    ...range(minimum, maximum),
    ...range(minLength, maxLength, ' characters'),
    ...range(minItems, maxItems, ' items'),
    ...(pattern && !format ? [`matches \`${pattern}\``] : []),
    ...(isOpen(schema) ? ['has other fields too'] : []),
    ...(schema.items ? each(limitsOf(schema.items)) : []),
    ...(schema.default !== undefined ? [`default ${code(schema.default)}`] : []),
  ]
  const options = alternatives(schema).filter((one) => !one.properties || isOpen(one))
  return [...own, ...options.map(limitsOf)].filter(Boolean).join('; ')
}

/** The fields of a schema and of what it contains, each by its path. */
export function fieldsOf(schema: Schema, at = '', required = true): Field[] {
  const self: Field[] = at
    ? [{ path: at, type: typeOf(schema), required, limits: limitsOf(schema) }]
    : []
  const inner = [
    ...alternatives(schema).flatMap((one) => childrenOf(one, at)),
    ...childrenOf(schema, at),
  ]
  return merged([...self, ...inner])
}

function childrenOf(
  { properties = {}, required = [], items, additionalProperties }: Schema,
  at: string,
) {
  const named = Object.entries(properties).flatMap(([name, property]) =>
    fieldsOf(property, at ? `${at}.${name}` : name, required.includes(name)),
  )
  const listed = items ? fieldsOf(items, `${at}[]`).slice(1) : []
  const open = additionalProperties
  const others = typeof open === 'object' && open.type ? fieldsOf(open, `${at}.*`, false) : []
  return [...named, ...listed, ...others]
}

/** Fields of alternatives that share a path become one, with the limits of all. */
function merged(fields: readonly Field[]): Field[] {
  const byPath = Map.groupBy(fields, ({ path }) => path)
  return [...byPath.values()].flatMap((same) => {
    const [first] = same
    if (!first) return []
    const limits = [...new Set(same.map(({ limits }) => limits).filter(Boolean))].join(', ')
    return [{ ...first, limits }]
  })
}
