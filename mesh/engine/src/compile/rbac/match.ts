import { escapeRegex, parseStringRule, type StringRule } from '../../model/strings.ts'
import type { Config } from '../config.ts'

export const regexMatcher = (regex: string): Config => ({ safe_regex: { regex } })

/** An Envoy string matcher for a rule; `before` is a fixed prefix of the text. */
export function ruleMatcher(rule: StringRule, before = ''): Config {
  if (rule.kind === 'present') return regexMatcher('.+')
  if (rule.kind !== 'suffix') return { [rule.kind]: `${before}${rule.text}` }
  if (before === '') return { suffix: rule.text }
  return regexMatcher(`${escapeRegex(before)}.*${escapeRegex(rule.text)}`)
}

/** An Envoy string matcher for a value of an AuthorizationPolicy. */
export const stringMatcher = (value: string, before = ''): Config =>
  ruleMatcher(parseStringRule(value), before)

export const headerMatcher = (name: string, value: string, ignoreCase = false): Config =>
  value === '*'
    ? { name, present_match: true }
    : {
        name,
        string_match: { ...stringMatcher(value), ...(ignoreCase ? { ignore_case: true } : {}) },
      }

/** Matches one element of the dynamic metadata of another filter. */
export const metadataMatcher = (
  filter: string,
  path: readonly string[],
  value: Config,
): Config => ({
  metadata_source: 'DYNAMIC',
  metadata_matcher: { filter, path: path.map((key) => ({ key })), value },
})

/** Matches a claim of the verified token. */
export const tokenMatcher = (path: readonly string[], value: Config): Config =>
  metadataMatcher('envoy.filters.http.jwt_authn', ['payload', ...path], value)

export const listMatcher = (element: Config): Config => ({ list_match: { one_of: element } })

export const anyValue = (values: readonly Config[]): Config => {
  const [only] = values
  return values.length === 1 && only !== undefined ? only : { or_match: { value_matchers: values } }
}

export function addressRange(written: string): Config {
  const [prefix = '', length] = written.split('/')
  const whole = prefix.includes(':') ? 128 : 32
  return { address_prefix: prefix, prefix_len: length === undefined ? whole : Number(length) }
}
