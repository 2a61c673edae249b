import type { HttpMatch, HttpRoute } from '@stoa/mesh/policy'

export interface RequestLine {
  readonly method: string
  readonly path: string
}

type Text = NonNullable<HttpMatch['uri']>

const understoodKeys: readonly string[] = [
  'name',
  'uri',
  'method',
  'headers',
  'statPrefix',
  'gateways',
]

/** Whether a match entry matches the request; `perhaps` when it also depends on other properties. */
export function matchOf(match: HttpMatch, { method, path }: RequestLine): 'yes' | 'no' | 'perhaps' {
  if (match.uri && !matchesText(match.uri, path)) return 'no'
  if (match.method && !matchesText(match.method, method)) return 'no'
  if (Object.keys(match.headers ?? {}).length > 0) return 'perhaps'
  return Object.keys(match).every((key) => understoodKeys.includes(key)) ? 'yes' : 'perhaps'
}

export function matchesText({ exact, prefix, regex }: Text, text: string): boolean {
  if (exact !== undefined) return text === exact
  if (prefix !== undefined) return text.startsWith(prefix)
  return regex === undefined || matchesWhole(regex, text)
}

function matchesWhole(regex: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${regex})$`).test(text)
  } catch {
    return false
  }
}

/** The index of the first route that certainly matches the request; -1 when none does. */
export const firstRoute = (http: readonly HttpRoute[], requestLine: RequestLine): number =>
  http.findIndex(
    ({ match = [] }) =>
      match.length === 0 || match.some((entry) => matchOf(entry, requestLine) === 'yes'),
  )
