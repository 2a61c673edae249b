import { isDeepStrictEqual } from 'node:util'
import { parseAllDocuments } from 'yaml'

export interface FieldChange {
  readonly path: string
  /** Absent where the field was, or will be, absent; of a Secret's value only that it differs. */
  readonly from?: unknown
  readonly to?: unknown
}

export interface ObjectChange {
  readonly object: string
  readonly change: 'added' | 'removed' | 'changed'
  readonly fields: readonly FieldChange[]
}

type Manifest = ReadonlyMap<string, unknown>

/** What applying `to` changes, object by object and field by field, given YAML as Helm prints it. */
export function differencesOf(from: string, to: string): ObjectChange[] {
  const [before, after] = [objectsIn(from), objectsIn(to)]
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((object): ObjectChange[] => {
    if (!before.has(object)) return [{ object, change: 'added', fields: [] }]
    if (!after.has(object)) return [{ object, change: 'removed', fields: [] }]
    const fields = fieldChanges(before.get(object), after.get(object), '')
    if (fields.length === 0) return []
    const isSecret = object.startsWith('Secret ')
    return [{ object, change: 'changed', fields: isSecret ? fields.map(masked) : fields }]
  })
}

function objectsIn(text: string): Manifest {
  const objects = parseAllDocuments(text).flatMap((document) => {
    const object = document.toJS() as {
      kind?: string
      metadata?: { name: string; namespace?: string }
    } | null
    if (!object?.kind || !object.metadata) return []
    const { name, namespace } = object.metadata
    return [[`${object.kind} ${namespace ? `${namespace}/` : ''}${name}`, object] as const]
  })
  return new Map(objects)
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fieldChanges(from: unknown, to: unknown, path: string): FieldChange[] {
  if (isDeepStrictEqual(from, to)) return []
  if (isRecord(from) && isRecord(to))
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      fieldChanges(from[key], to[key], path ? `${path}.${key}` : key),
    )
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length)
    return from.flatMap((item, index) => fieldChanges(item, to[index], `${path}[${index}]`))
  return [
    {
      path,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    },
  ]
}

const masked = ({ path }: FieldChange): FieldChange => ({ path })
