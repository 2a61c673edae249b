import type { ChartName } from './base-values.ts'
import { type Impossible, impossibleIn } from './impossible.ts'
import type { Random } from './random.ts'

type Path = readonly (string | number)[]

/** Values with one fault, and where it is. */
export interface Damaged {
  readonly chart: ChartName
  readonly fault: 'wrong type' | 'unknown key' | 'null' | 'impossible'
  readonly path: Path
  readonly values: object
}

/** Maps whose keys a user chooses; `settings` has keys in capitals. */
const freeKeys = /^(labels|nodeSelector|asks|providers|settings)$/
/** Keys of such maps whose values are of several types. */
const freeValues = /^settings$/

export const others = ['text', -1.5, true, ['text'], { colour: 'red' }] as const
const typeOf = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)
const isHolder = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** Damages valid values in one place that `random` chooses. */
export function damage(chart: ChartName, valid: object, random: Random): Damaged {
  const values = structuredClone(valid)
  const faults = ['wrong type', 'unknown key', 'null', 'impossible'] as const
  const fault = random.pick(faults)
  if (fault === 'impossible') {
    return impose(chart, values, random.pick(impossibleIn(chart)))
  }
  const path = random.pick(placesOf(values, fault))
  if (fault === 'unknown key') {
    const key = random.pick(unknownKeys(Object.keys(at(values, path))))
    at(values, path)[key] = random.pick(others)
    return { chart, fault, path: [...path, key], values }
  }
  const holder = at(values, path.slice(0, -1))
  const key = path.at(-1) ?? ''
  holder[key] = fault === 'null' ? null : random.pick(wrongFor(holder[key], path))
  return { chart, fault, path, values }
}

/** Puts an impossible value in its place. */
export function impose(chart: ChartName, values: object, [path, value]: Impossible): Damaged {
  at(values, path.slice(0, -1))[path.at(-1) ?? ''] = structuredClone(value)
  return { chart, fault: 'impossible', path, values }
}

/** Where values may be damaged: paths to a value, or to a map in which no other key may be. */
export function placesOf(
  values: object,
  fault: Exclude<Damaged['fault'], 'impossible'>,
): readonly Path[] {
  const below = pathsBelow(values, [])
  switch (fault) {
    case 'wrong type':
      return below
    case 'null':
      // A label or a setting may be taken away.
      return below.filter((path) => !isFree(path.slice(0, -1)))
    case 'unknown key':
      return [[], ...below].filter((path) => {
        const value = path.length === 0 ? values : at(values, path)
        return !Array.isArray(value) && isHolder(value) && !isFree(path)
      })
  }
}

const isFree = (path: Path): boolean => freeKeys.test(String(path.at(-1)))

const pathsBelow = (value: unknown, path: Path): readonly Path[] =>
  isHolder(value)
    ? Object.keys(value).flatMap((key) => {
        const inner = [...path, Array.isArray(value) ? Number(key) : key]
        return [inner, ...pathsBelow(value[key], inner)]
      })
    : []

export function wrongFor(value: unknown, path: Path): readonly unknown[] {
  const scalars = ['string', 'number', 'boolean']
  const allowed = freeValues.test(String(path.at(-2))) ? scalars : [typeOf(value)]
  return others.filter((other) => !allowed.includes(typeOf(other)))
}

/** A word, and each known key with a letter too many. */
export const unknownKeys = (known: readonly string[]): readonly string[] =>
  ['colour', ...known.map((key) => `${key}s`)].filter((key) => !known.includes(key))

// biome-ignore lint/suspicious/noExplicitAny: values are walked by paths that were found in them
export const at = (values: object, path: Path): any =>
  path.reduce((inner, key) => (inner as Record<string, object>)[key] as object, values)
