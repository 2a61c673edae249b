import { z } from 'zod'
import type { UnsupportedField } from '../model/kinds/kind.ts'
import { type Kind, kinds } from '../model/kinds.ts'
import { isMatch } from './pattern.ts'

export interface Field {
  /** Such as `http[].match[].uri.exact`. */
  readonly path: string
  readonly values: string
  readonly refused: readonly Refusal[]
}

interface Refusal {
  readonly when: string
  readonly reason: string
}

interface Schema {
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly not?: unknown
}

/** Every field of a kind's schema, with what the compiler does not support. */
export function fieldsOf(kind: Kind): readonly Field[] {
  const schema = z.toJSONSchema(kinds[kind].spec, { io: 'input', unrepresentable: 'any' }) as Schema
  return walk(schema, '').map(({ path, values }) => ({
    path,
    values,
    refused: kinds[kind].unsupported.flatMap((field) => refusalsOf(field, path)),
  }))
}

function refusalsOf(field: string | UnsupportedField, path: string): readonly Refusal[] {
  const {
    path: pattern,
    values,
    keys,
    reason,
  }: UnsupportedField = typeof field === 'string'
    ? { path: field, reason: 'not supported on the laptop' }
    : field
  if (!isMatch(pattern, path)) return []
  const exactly = isMatch(pattern, path, true)
  if (values !== undefined) return exactly ? [{ when: values.join(', '), reason }] : []
  return [{ when: keys === undefined ? '' : 'some keys', reason }]
}

interface Place {
  readonly path: string
  readonly values: string
}

function walk(schema: Schema, path: string): readonly Place[] {
  const options = [...(schema.anyOf ?? []), ...(schema.allOf ?? [])]
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
    walk(inner, path === '' ? name : `${path}.${name}`),
  )
  if (properties.length > 0) return properties
  if (schema.items !== undefined) return walk(schema.items, `${path}[]`)
  if (typeof schema.additionalProperties === 'object') {
    const inner = walk(schema.additionalProperties, `${path}.*`)
    if (inner.length > 0) return inner
  }
  if (options.some(isDeep)) {
    const found = options.flatMap((option) => walk(option, path))
    return [...new Map(found.map((place) => [place.path, place])).values()]
  }
  return [{ path, values: valuesOf(schema) }]
}

const isDeep = ({ properties, items }: Schema) => properties !== undefined || items !== undefined

function valuesOf(schema: Schema): string {
  if (schema.not !== undefined) return 'none'
  if (schema.enum !== undefined)
    return schema.enum.map((one) => (one === '' ? '""' : String(one))).join(', ')
  if (schema.const !== undefined) return String(schema.const)
  const options = [...new Set((schema.anyOf ?? []).map(valuesOf))]
  if (options.length > 0) return options.join(' or ')
  return [schema.type ?? 'anything'].flat().join(' or ')
}
