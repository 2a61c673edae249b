export type StringRule =
  | { readonly kind: 'present' }
  | { readonly kind: 'exact' | 'prefix' | 'suffix'; readonly text: string }

/**
 * Parses a string of an AuthorizationPolicy as Istio does: a leading `*` takes precedence.
 *
 * @example parseStringRule('/v1/*') // { kind: 'prefix', text: '/v1/' }
 */
export function parseStringRule(value: string): StringRule {
  if (value === '*') return { kind: 'present' }
  if (value.startsWith('*')) return { kind: 'suffix', text: value.slice(1) }
  if (value.endsWith('*')) return { kind: 'prefix', text: value.slice(0, -1) }
  return { kind: 'exact', text: value }
}

/** Whether a text matches a rule; `present` matches any non-empty text. */
export function matchesRule(text: string, rule: StringRule): boolean {
  switch (rule.kind) {
    case 'present':
      return text !== ''
    case 'exact':
      return text === rule.text
    case 'prefix':
      return text.startsWith(rule.text)
    case 'suffix':
      return text.endsWith(rule.text)
  }
}

export interface RequestPrincipal {
  readonly issuer: StringRule
  readonly subject: StringRule
}

const anything: StringRule = { kind: 'present' }
const exactly = (text: string): StringRule => ({ kind: 'exact', text })

/**
 * Parses `issuer/subject`, split at the last slash. A wildcard is either at the start or at the end
 * of the whole value. A wildcard value without a slash restricts one half and leaves the other
 * free.
 */
export function requestPrincipal(value: string): RequestPrincipal {
  const slash = value.lastIndexOf('/')
  const [issuer, subject] =
    slash < 0 ? [value, ''] : [value.slice(0, slash), value.slice(slash + 1)]
  if (value === '*') return { issuer: anything, subject: anything }
  if (value.startsWith('*')) {
    if (slash < 0) return { issuer: anything, subject: parseStringRule(value) }
    return { issuer: parseStringRule(issuer), subject: exactly(subject) }
  }
  if (value.endsWith('*')) {
    if (slash < 0) return { issuer: parseStringRule(value), subject: anything }
    return { issuer: exactly(issuer), subject: parseStringRule(subject) }
  }
  return { issuer: exactly(issuer), subject: exactly(subject) }
}

/** Escapes a text for use in a regular expression. */
export const escapeRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
