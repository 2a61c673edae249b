import type { Clause, Path } from '@stoa/mesh/policy'
import { samplesOf } from '../../operations/path-samples.ts'

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export interface Combination {
  readonly method: string
  readonly path: string
  readonly at: Path
}

/** Every method that an alternative allows, with sample paths for every pattern. */
export function combinations(to: readonly Clause[]): readonly Combination[] {
  const find = (field: string) => to.find((clause) => clause.field === field)
  const [methods, paths] = [find('methods'), find('paths')]
  if ((methods?.negatedValues.length ?? 0) + (paths?.negatedValues.length ?? 0) > 0) return []
  const named = (methods?.values.length ?? 0) > 0 ? (methods?.values ?? []) : ['*']
  const requested = named.flatMap((method) => (method.includes('*') ? verbs : [method]))
  const patterns = (paths?.values.length ?? 0) > 0 ? (paths?.values ?? []) : ['*']
  return patterns.flatMap((pattern, index) =>
    samplesOf(pattern).flatMap((path) =>
      requested.map((method) => ({ method, path, at: paths ? [...paths.path, index] : [] })),
    ),
  )
}
