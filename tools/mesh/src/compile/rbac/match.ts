import { quoteRegex, stringRule } from '../../model/strings.ts'
import type { Config } from '../config.ts'

/** An Envoy string matcher for a value of an AuthorizationPolicy, with a fixed text before it. */
export function stringMatcher(value: string, before = ''): Config {
  const rule = stringRule(value)
  if (rule.kind === 'present') return { safe_regex: { regex: '.+' } }
  if (rule.kind !== 'suffix') return { [rule.kind]: `${before}${rule.text}` }
  if (before === '') return { suffix: rule.text }
  return { safe_regex: { regex: `${quoteRegex(before)}.*${quoteRegex(rule.text)}` } }
}

export const headerMatcher = (name: string, value: string, ignoreCase = false): Config =>
  value === '*'
    ? { name, present_match: true }
    : {
        name,
        string_match: { ...stringMatcher(value), ...(ignoreCase ? { ignore_case: true } : {}) },
      }

/** A matcher of one element of a verified token, left in the stream's metadata by the JWT filter. */
export const tokenMatcher = (path: readonly string[], value: Config): Config => ({
  metadata_source: 'DYNAMIC',
  metadata_matcher: {
    filter: 'envoy.filters.http.jwt_authn',
    path: ['payload', ...path].map((key) => ({ key })),
    value,
  },
})
