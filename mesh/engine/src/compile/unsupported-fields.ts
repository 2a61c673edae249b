import type { UnsupportedField } from '../model/kinds/kind.ts'
import { type Kind, kinds } from '../model/kinds.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { describePath, type Path } from '../model/path.ts'
import type { Problem } from '../model/problem.ts'
import type { Resource } from '../model/resource.ts'

/**
 * Fields and values that Istio supports and this compiler does not; they are refused, never
 * ignored.
 */
export const unsupportedFields = (model: MeshModel): readonly Problem[] =>
  (Object.keys(kinds) as Kind[]).flatMap((kind) =>
    model[kind].flatMap((resource) =>
      kinds[kind].unsupported.flatMap((field) => problemsOf(resource, field)),
    ),
  )

const notSupportedYet = 'is not supported on the laptop'

function problemsOf(
  { spec, locate }: Resource<unknown>,
  field: string | UnsupportedField,
): readonly Problem[] {
  const {
    path: pattern,
    values,
    keys,
    reason,
  }: UnsupportedField = typeof field === 'string' ? { path: field, reason: notSupportedYet } : field
  return placesOf(spec, pattern.split('.'))
    .filter(({ value }) => values === undefined || values.includes(value))
    .filter(({ path }) => keys === undefined || keys.test(String(path.at(-1))))
    .map(({ path }) => ['spec', ...path])
    .map((path) => ({ ...locate(path), field: describePath(path), message: reason }))
}

interface Place {
  readonly path: Path
  readonly value: unknown
}

/** The parts of `value` that match a pattern such as `http[].mirrors`. */
function placesOf(value: unknown, [step, ...rest]: readonly string[]): readonly Place[] {
  if (step === undefined) return [{ path: [], value }]
  if (value === null || typeof value !== 'object') return []
  const each = step.endsWith('[]')
  const key = each ? step.slice(0, -2) : step
  const entries = Object.entries(value).filter(
    ([name, inner]) => (key === '*' || name === key) && isWritten(inner),
  )
  return entries.flatMap(([name, inner]) => {
    const places: readonly Place[] =
      each && Array.isArray(inner)
        ? inner.map((element, index) => ({ path: [name, index], value: element }))
        : [{ path: [name], value: inner }]
    return places.flatMap((place) =>
      placesOf(place.value, rest).map((more) => ({ ...more, path: [...place.path, ...more.path] })),
    )
  })
}

/** An empty list means the same as an absent one. */
const isWritten = (value: unknown) =>
  value !== undefined && !(Array.isArray(value) && value.length === 0)
