import { readFileSync } from 'node:fs'
import { CannotRun } from '@stoa/topology'
import { type DocumentOptions, type ParseOptions, parse, type SchemaOptions, type Tags } from 'yaml'

export type Values = Readonly<Record<string, unknown>>

export const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The later over the earlier, as Helm does it: maps key by key, and null takes a key away. */
export const over = (before: Values, after: Values): Values => {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return Object.fromEntries(
    keys.flatMap((key) => {
      const [earlier, later] = [before[key], after[key]]
      if (later === null) return []
      if (isMap(earlier) && isMap(later)) return [[key, over(earlier, later)]]
      return [[key, later === undefined ? earlier : later]]
    }),
  )
}

/** @throws CannotRun that names the file which is no YAML, or has no map at its top */
export const mergedValues = (files: readonly string[]): Values =>
  files.map(valuesIn).reduce<Values>(over, {})

function valuesIn(file: string): Values {
  const values = parsed(file) ?? {}
  if (isMap(values)) return values
  throw new CannotRun(`${file}: expected keys with values at the top of the file`)
}

/** Helm reads YAML 1.1, with its merge keys and its words for true and false; times stay text. */
const asHelm: ParseOptions & DocumentOptions & SchemaOptions = {
  version: '1.1',
  customTags: (tags: Tags) => tags.filter((tag) => typeof tag === 'string' || !isTime(tag)),
}

const isTime = (tag: Exclude<Tags[number], string>): boolean =>
  tag.tag.endsWith(':timestamp') || ('format' in tag && tag.format === 'TIME')

function parsed(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), asHelm)
  } catch (error) {
    const { message } = error as Error
    throw new CannotRun(`${file} cannot be read: ${message.trim()}`, { cause: error })
  }
}
