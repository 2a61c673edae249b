export type StringRule =
  | { readonly kind: 'present' }
  | { readonly kind: 'exact' | 'prefix' | 'suffix'; readonly text: string }

/** How Istio reads a string of an AuthorizationPolicy: a leading `*` is looked at first. */
export function stringRule(value: string): StringRule {
  if (value === '*') return { kind: 'present' }
  if (value.startsWith('*')) return { kind: 'suffix', text: value.slice(1) }
  if (value.endsWith('*')) return { kind: 'prefix', text: value.slice(0, -1) }
  return { kind: 'exact', text: value }
}

/** Whether a text is what a rule asks for; `present` asks for any text that is not empty. */
export function satisfies(text: string, rule: StringRule): boolean {
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
 * `issuer/subject`, split at the last slash. A star counts at the start of the whole value or at its
 * end, never at both; without a slash the value with a star speaks of one half and the other is free.
 */
export function requestPrincipal(value: string): RequestPrincipal {
  const slash = value.lastIndexOf('/')
  const [issuer, subject] =
    slash < 0 ? [value, ''] : [value.slice(0, slash), value.slice(slash + 1)]
  if (value === '*') return { issuer: anything, subject: anything }
  if (value.startsWith('*')) {
    if (slash < 0) return { issuer: anything, subject: stringRule(value) }
    return { issuer: stringRule(issuer), subject: exactly(subject) }
  }
  if (value.endsWith('*')) {
    if (slash < 0) return { issuer: stringRule(value), subject: anything }
    return { issuer: exactly(issuer), subject: stringRule(subject) }
  }
  return { issuer: exactly(issuer), subject: exactly(subject) }
}

export const quoteRegex = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
