import type { StringMatch } from '../../model/kinds/string-match.ts'
import type { HttpMatch } from '../../model/kinds/virtual-service/http-match.ts'
import type { Config } from '../config.ts'

/**
 * The route match for one `match` entry of a VirtualService; without one it matches every request.
 */
export function routeMatch(match: HttpMatch = {}): Config {
  const { uri, method, authority, scheme, queryParams = {} } = match
  const headers = [
    ...Object.entries(match.headers ?? {}).map(([name, one]) => headerMatch(name, one)),
    ...Object.entries(match.withoutHeaders ?? {}).map(([name, one]) =>
      absentHeaderMatch(name, one),
    ),
    ...(method ? [headerMatch(':method', method)] : []),
    ...(authority ? [headerMatch(':authority', authority)] : []),
    ...(scheme ? [headerMatch(':scheme', scheme)] : []),
  ]
  const parameters = Object.entries(queryParams).map(([name, one]) => parameterMatch(name, one))
  return {
    ...pathMatch(uri),
    ...(match.ignoreUriCase ? { case_sensitive: false } : {}),
    ...(headers.length > 0 ? { headers } : {}),
    ...(parameters.length > 0 ? { query_parameters: parameters } : {}),
  }
}

function pathMatch(uri: StringMatch | undefined): Config {
  if (uri?.exact !== undefined) return { path: uri.exact }
  if (uri?.regex !== undefined) return { safe_regex: { regex: uri.regex } }
  return { prefix: uri?.prefix ?? '/' }
}

/** An Envoy string matcher; undefined when the header or parameter only has to be present. */
function stringMatcher({ exact, prefix, regex }: StringMatch): Config | undefined {
  if (exact !== undefined) return { exact }
  if (prefix !== undefined) return { prefix }
  if (regex !== undefined && regex !== '*') return { safe_regex: { regex } }
  return undefined
}

function headerMatch(name: string, match: StringMatch): Config {
  const matcher = stringMatcher(match)
  return matcher === undefined ? { name, present_match: true } : { name, string_match: matcher }
}

function absentHeaderMatch(name: string, match: StringMatch): Config {
  const inverted = { ...headerMatch(name, match), invert_match: true }
  return stringMatcher(match) === undefined
    ? inverted
    : { ...inverted, treat_missing_header_as_empty: true }
}

function parameterMatch(name: string, match: StringMatch): Config {
  const matcher = stringMatcher(match)
  return matcher === undefined ? { name, present_match: true } : { name, string_match: matcher }
}

/** Whether a match accepts every request, so that later routes are unreachable. */
export const matchesEverything = (match: Config): boolean =>
  (match.prefix === '/' || isAnyRegex(match.safe_regex)) &&
  match.headers === undefined &&
  match.query_parameters === undefined

const isAnyRegex = (written: unknown): boolean =>
  typeof written === 'object' && written !== null && 'regex' in written && written.regex === '.*'
