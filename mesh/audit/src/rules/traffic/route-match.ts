import type { HttpMatch, HttpRoute } from '@stoa/mesh/policy'

export interface Asked {
  readonly method: string
  readonly path: string
}

type Text = NonNullable<HttpMatch['uri']>

const read: readonly string[] = ['name', 'uri', 'method', 'headers', 'statPrefix', 'gateways']

/** Whether an entry takes the request; `perhaps` when it also goes by what a plain request does not tell. */
export function matchOf(match: HttpMatch, { method, path }: Asked): 'yes' | 'no' | 'perhaps' {
  if (match.uri && !matchesText(match.uri, path)) return 'no'
  if (match.method && !matchesText(match.method, method)) return 'no'
  if (Object.keys(match.headers ?? {}).length > 0) return 'perhaps'
  return Object.keys(match).every((key) => read.includes(key)) ? 'yes' : 'perhaps'
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

/** The route that takes the request: the first whose entry does for certain. */
export const firstRoute = (http: readonly HttpRoute[], asked: Asked): number =>
  http.findIndex(
    ({ match = [] }) => match.length === 0 || match.some((one) => matchOf(one, asked) === 'yes'),
  )
