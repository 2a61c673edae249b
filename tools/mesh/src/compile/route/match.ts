import type { StringMatch } from '../../model/kinds/string-match.ts'
import type { HttpMatch } from '../../model/kinds/virtual-service/http-match.ts'
import type { Config } from '../config.ts'

/** One `match` entry of a VirtualService; none matches every request. */
export function routeMatch({ uri, method, headers = {} }: HttpMatch = {}): Config {
  const matchers = [
    ...(method ? [headerMatch(':method', method)] : []),
    ...Object.entries(headers).map(([name, match]) => headerMatch(name, match)),
  ]
  return { ...pathMatch(uri), ...(matchers.length > 0 ? { headers: matchers } : {}) }
}

function pathMatch(uri: StringMatch | undefined): Config {
  if (uri?.exact !== undefined) return { path: uri.exact }
  if (uri?.regex !== undefined) return { safe_regex: { regex: uri.regex } }
  return { prefix: uri?.prefix ?? '/' }
}

function headerMatch(name: string, { exact, prefix, regex }: StringMatch): Config {
  if (exact !== undefined) return { name, string_match: { exact } }
  if (prefix !== undefined) return { name, string_match: { prefix } }
  if (regex !== undefined) return { name, string_match: { safe_regex: { regex } } }
  return { name, present_match: true }
}
