import type { HttpMatch, HttpRoute } from '@stoa/mesh/policy'
import { fact, type Rule, resultAt } from '../rule.ts'

export const unreachableRoute: Rule = {
  code: 'STOA709',
  severity: 'warning',
  summary: 'A route is unreachable because an earlier route matches all its requests',
  why: 'Routes are tried in order. The time-outs, retries and destinations of the later route never take effect.',
  fix: 'Put the more specific route first.',
  check: ({ mesh }) =>
    mesh.VirtualService.flatMap((service) =>
      service.spec.http.flatMap((route, index) => {
        const earlier = service.spec.http
          .slice(0, index)
          .findIndex((entry) => matchesAllOf(entry, route))
        if (earlier < 0) return []
        const name = (at: number) => service.spec.http[at]?.name ?? `route ${at}`
        return [
          resultAt(
            service,
            ['spec', 'http', index],
            `${name(index)} is unreachable: ${name(earlier)} matches all its requests`,
            {
              evidence: fact(sampleOf(route)),
            },
          ),
        ]
      }),
    ),
}

const sampleOf = ({ match: [first] = [] }: HttpRoute): string => {
  const path = first?.uri?.exact ?? first?.uri?.prefix ?? first?.uri?.regex ?? '/'
  return `${first?.method?.exact ?? 'GET'} ${path} matches the earlier route`
}

const matchesAllOf = (earlier: HttpRoute, later: HttpRoute): boolean => {
  const [first, second] = [earlier.match ?? [], later.match ?? []]
  if (first.length === 0) return true
  if (second.length === 0) return first.some((entry) => matchesEverything(entry))
  return second.every((narrow) => first.some((wide) => covers(wide, narrow)))
}

const matchesEverything = (match: HttpMatch): boolean =>
  conditions(match).every((key) => key === 'uri') && match.uri?.prefix === '/'

const conditions = (match: HttpMatch) =>
  Object.keys(match).filter((key) => key !== 'name' && key !== 'statPrefix')

function covers(wide: HttpMatch, narrow: HttpMatch): boolean {
  const own = conditions(wide)
  if (!own.every((key) => key === 'uri' || sameIn(key as keyof HttpMatch, wide, narrow)))
    return false
  return !own.includes('uri') || coversUri(wide, narrow)
}

const sameIn = (key: keyof HttpMatch, wide: HttpMatch, narrow: HttpMatch): boolean =>
  JSON.stringify(wide[key]) === JSON.stringify(narrow[key])

function coversUri({ uri: wide }: HttpMatch, { uri: narrow, ignoreUriCase }: HttpMatch): boolean {
  if (wide === undefined || narrow === undefined || ignoreUriCase) return wide?.prefix === '/'
  if (JSON.stringify(wide) === JSON.stringify(narrow)) return true
  const text = narrow.exact ?? narrow.prefix
  return wide.prefix !== undefined && (text ?? '').startsWith(wide.prefix)
}
