import type { ChartName } from './base-values.ts'
import { at, type Damaged, others, placesOf, unknownKeys, wrongFor } from './damage.ts'

type Fault = Exclude<Damaged['fault'], 'impossible'>
type Change = readonly [path: Damaged['path'], value: unknown]

/** Damages valid values in every place, with many faults at once: a group's places are of one depth, so that none hides another. */
export function everyDamage(chart: ChartName, valid: object, fault: Fault): Damaged[][] {
  return roundsOf(valid, fault)
    .flatMap(byDepth)
    .map((changes) => {
      const values = structuredClone(valid)
      for (const [path, value] of changes) at(values, path.slice(0, -1))[path.at(-1) ?? ''] = value
      return changes.map(([path]) => ({ chart, fault, path, values }))
    })
}

/** Changes of different places each. */
function roundsOf(valid: object, fault: Fault): Change[][] {
  const places = placesOf(valid, fault)
  switch (fault) {
    case 'null':
      return [places.map((path) => [path, null])]
    case 'unknown key':
      return [
        places.flatMap((path) =>
          unknownKeys(Object.keys(at(valid, path))).map((key): Change => [[...path, key], 'text']),
        ),
      ]
    case 'wrong type':
      return others.map((other) =>
        places
          .filter((path) => wrongFor(at(valid, path), path).includes(other))
          .map((path) => [path, other]),
      )
  }
}

/** What replaces the values of an included chart as a whole is judged alone: Helm stops there. */
const byDepth = (changes: readonly Change[]): Change[][] => [
  ...Map.groupBy(changes, ([path]) => (path.join('.') === 'workload' ? 0 : path.length)).values(),
]
