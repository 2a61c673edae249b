import { isTemplate, quoteRegex, stringRule } from '@stoa/mesh/policy'

/** Whether Istio's string matching lets `text` pass for the pattern. */
export function matchesPattern(pattern: string, text: string): boolean {
  const rule = stringRule(pattern)
  if (rule.kind === 'present') return text !== ''
  if (rule.kind === 'prefix') return text.startsWith(rule.text)
  if (rule.kind === 'suffix') return text.endsWith(rule.text)
  return text === rule.text
}

/** A text that the pattern matches, `filling` standing for the star. */
export function sampleOf(pattern: string, filling: string): string {
  const rule = stringRule(pattern)
  if (rule.kind === 'present') return filling
  if (rule.kind === 'prefix') return rule.text.endsWith('/') ? `${rule.text}${filling}` : rule.text
  if (rule.kind === 'suffix') return `${filling}${rule.text}`
  return rule.text
}

/** A path that a pattern or template of a policy matches. */
export function samplePath(pattern: string): string {
  if (isTemplate(pattern)) return pattern.replaceAll('{**}', 'any').replaceAll('{*}', 'any')
  const rule = stringRule(pattern)
  if (rule.kind === 'present') return '/'
  if (rule.kind === 'suffix') return rule.text.startsWith('/') ? rule.text : `/any${rule.text}`
  return sampleOf(pattern, 'any')
}

/** Whether a path, already normalised, is one that the pattern means. */
export function matchesPath(pattern: string, path: string): boolean {
  if (!isTemplate(pattern)) return matchesPattern(pattern, path)
  const source = pattern
    .split('/')
    .map((segment) =>
      segment === '{*}' ? '[^/]+' : segment === '{**}' ? '.*' : quoteRegex(segment),
    )
    .join('/')
  return new RegExp(`^${source}$`).test(path)
}

/** A namespace pattern may hold several stars, anywhere. */
export const matchesNamespace = (pattern: string, namespace: string): boolean =>
  new RegExp(`^${pattern.split('*').map(quoteRegex).join('.*')}$`).test(namespace)

/** The first of the candidates that none of the refused patterns matches. */
export const avoiding = (
  candidates: readonly string[],
  refused: readonly string[],
  matches: (pattern: string, text: string) => boolean = matchesPattern,
): string | undefined =>
  candidates.find((candidate) => !refused.some((pattern) => matches(pattern, candidate)))
