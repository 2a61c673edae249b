import type { Config } from '../config.ts'

/** One field of a policy with its negation: `values` are OR, `refused` is NOT OR, both are AND. */
export interface Field {
  readonly values: readonly string[] | undefined
  readonly refused: readonly string[] | undefined
  readonly match: (value: string) => Config
  /** Means nothing on a TCP connection. */
  readonly http: boolean
}

export const isUsed = ({ values = [], refused = [] }: Field): boolean =>
  values.length + refused.length > 0

/** How Envoy words AND, OR, NOT and "anything": once for permissions, once for principals. */
export interface Words {
  readonly and: (all: readonly Config[]) => Config
  readonly or: (any: readonly Config[]) => Config
  readonly not: (one: Config) => Config
}

export const permissionWords: Words = {
  and: (rules) => (rules.length === 0 ? { any: true } : { and_rules: { rules } }),
  or: (rules) => ({ or_rules: { rules } }),
  not: (rule) => ({ not_rule: rule }),
}

export const principalWords: Words = {
  and: (ids) => (ids.length === 0 ? { any: true } : { and_ids: { ids } }),
  or: (ids) => ({ or_ids: { ids } }),
  not: (id) => ({ not_id: id }),
}

export const allOf = (fields: readonly Field[], words: Words): Config =>
  words.and(
    fields
      .filter(isUsed)
      .flatMap(({ values = [], refused = [], match }) => [
        ...(values.length > 0 ? [words.or(values.map(match))] : []),
        ...(refused.length > 0 ? [words.not(words.or(refused.map(match)))] : []),
      ]),
  )
