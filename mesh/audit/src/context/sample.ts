import { escapeRegex, isTemplate, parseStringRule } from '@stoa/mesh/policy'

/** Whether `text` matches a pattern by Istio's rules for strings. */
export function matchesPattern(pattern: string, text: string): boolean {
  const rule = parseStringRule(pattern)
  if (rule.kind === 'present') return text !== ''
  if (rule.kind === 'prefix') return text.startsWith(rule.text)
  if (rule.kind === 'suffix') return text.endsWith(rule.text)
  return text === rule.text
}

/** A text that matches the pattern, with `filling` in place of the wildcard. */
export function sampleOf(pattern: string, filling: string): string {
  const rule = parseStringRule(pattern)
  if (rule.kind === 'present') return filling
  if (rule.kind === 'prefix') return rule.text.endsWith('/') ? `${rule.text}${filling}` : rule.text
  if (rule.kind === 'suffix') return `${filling}${rule.text}`
  return rule.text
}

/** A path that matches a policy's path pattern or template. */
export function samplePath(pattern: string): string {
  if (isTemplate(pattern)) return pattern.replaceAll('{**}', 'any').replaceAll('{*}', 'any')
  const rule = parseStringRule(pattern)
  if (rule.kind === 'present') return '/'
  if (rule.kind === 'suffix') return rule.text.startsWith('/') ? rule.text : `/any${rule.text}`
  return sampleOf(pattern, 'any')
}

/** Whether a normalised path matches a policy's path pattern or template. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!isTemplate(pattern)) return matchesPattern(pattern, path)
  const source = pattern
    .split('/')
    .map((segment) =>
      segment === '{*}' ? '[^/]+' : segment === '{**}' ? '.*' : escapeRegex(segment),
    )
    .join('/')
  return new RegExp(`^${source}$`).test(path)
}

/** Whether a namespace matches a pattern, which may contain several wildcards. */
export const matchesNamespace = (pattern: string, namespace: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escapeRegex).join('.*')}$`).test(namespace)

/** The first of the candidates that none of the excluded patterns matches. */
export const avoiding = (
  candidates: readonly string[],
  excluded: readonly string[],
  matches: (pattern: string, text: string) => boolean = matchesPattern,
): string | undefined =>
  candidates.find((candidate) => !excluded.some((pattern) => matches(pattern, candidate)))
