import type { Values } from '../preflight/merge-values.ts'

/** `[a, b.c]` and a value → { a: { 'b.c': value } } */
export const nested = (keys: readonly string[], value: unknown): Values =>
  keys.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Values
