import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

type Values = Readonly<Record<string, unknown>>

const isMap = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The later over the earlier, as Helm does it: maps key by key, and null takes a key away. */
const over = (before: Values, after: Values): Values => {
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

export const mergedValues = (files: readonly string[]): Values =>
  files.map((file) => (parse(readFileSync(file, 'utf8')) ?? {}) as Values).reduce<Values>(over, {})
