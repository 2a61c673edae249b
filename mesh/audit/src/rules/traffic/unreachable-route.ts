import type { HttpMatch, HttpRoute } from '@stoa/mesh/policy'
import { fact, found, type Rule } from '../rule.ts'

export const unreachableRoute: Rule = {
  code: 'STOA709',
  severity: 'warning',
  summary: 'An earlier route takes every request of a route',
  why: 'Routes are tried in order; the time-outs, retries and destinations of this one never count.',
  mend: 'Put the narrower route first.',
  check: ({ mesh }) =>
    mesh.VirtualService.flatMap((service) =>
      service.spec.http.flatMap((route, index) => {
        const earlier = service.spec.http.slice(0, index).findIndex((one) => takesAll(one, route))
        if (earlier < 0) return []
        const name = (at: number) => service.spec.http[at]?.name ?? `route ${at}`
        return [
          found(
            service,
            ['spec', 'http', index],
            `${name(index)} comes after ${name(earlier)}, which takes all of it`,
            {
              demonstration: fact(sampleOf(route)),
            },
          ),
        ]
      }),
    ),
}

const sampleOf = ({ match: [first] = [] }: HttpRoute): string => {
  const path = first?.uri?.exact ?? first?.uri?.prefix ?? first?.uri?.regex ?? '/'
  return `${first?.method?.exact ?? 'GET'} ${path} is taken by the earlier route`
}

const takesAll = (earlier: HttpRoute, later: HttpRoute): boolean => {
  const [first, second] = [earlier.match ?? [], later.match ?? []]
  if (first.length === 0) return true
  if (second.length === 0) return first.some((one) => isWide(one))
  return second.every((narrow) => first.some((wide) => covers(wide, narrow)))
}

const isWide = (match: HttpMatch): boolean =>
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
