import { type Kind, kinds } from '../model/kinds.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { describePath, type Path } from '../model/path.ts'
import type { Problem } from '../model/problem.ts'

/** Fields that Istio knows and the laptop's compiler does not carry out: refused, never ignored. */
export const notCompiled = (model: MeshModel): readonly Problem[] =>
  (Object.keys(kinds) as Kind[]).flatMap((kind) =>
    model[kind].flatMap(({ spec, locate }) =>
      kinds[kind].notCompiled
        .flatMap((pattern) => found(spec, pattern.split('.')))
        .map((path) => ['spec', ...path])
        .map((path) => ({ ...locate(path), field: describePath(path), message })),
    ),
  )

const message = 'is not supported on the laptop yet'

/** The places of `value` that a pattern such as `http[].mirrors` names. */
function found(value: unknown, [step, ...rest]: readonly string[]): readonly Path[] {
  if (step === undefined) return [[]]
  if (value === null || typeof value !== 'object') return []
  const each = step.endsWith('[]')
  const key = each ? step.slice(0, -2) : step
  const entries = Object.entries(value).filter(
    ([name, inner]) => (key === '*' || name === key) && inner !== undefined,
  )
  return entries.flatMap(([name, inner]) => {
    const places: readonly (readonly [Path, unknown])[] =
      each && Array.isArray(inner)
        ? inner.map((element, index) => [[name, index], element] as const)
        : [[[name], inner]]
    return places.flatMap(([path, element]) =>
      found(element, rest).map((more) => [...path, ...more]),
    )
  })
}
