import { type Clause, type ClauseField, parseClaimPath } from '../model/clauses.ts'
import { matchesRule, parseStringRule, requestPrincipal } from '../model/strings.ts'
import { isTemplate } from '../model/template.ts'
import { inRange } from './cidr.ts'
import type { FilterContext } from './filter-context.ts'
import { identityTests } from './identity-tests.ts'
import { withoutQuery } from './normalise.ts'
import { matchesTemplate } from './template-match.ts'

/** Whether one value of a clause matches. `namespace` is the policy's. */
type Test = (value: string, context: FilterContext, clause: Clause, namespace: string) => boolean

const tests: Readonly<Record<ClauseField, Test>> = {
  ...identityTests,
  ipBlocks: (value, { client }) => inRange(client.ip, value),
  remoteIpBlocks: (value, { client }) => inRange(client.remoteIp ?? client.ip, value),
  destinationIp: (value, { server }) => inRange(server.ip, value),
  ports: (value, { server }) => Number(value) === server.port,
  sni: (value, { client }) => matchesRule(client.sni ?? '', parseStringRule(value)),
  hosts: (value, { http }) =>
    value === '*' ||
    matchesRule((http?.host ?? '').toLowerCase(), parseStringRule(value.toLowerCase())),
  methods: (value, { http }) =>
    value === '*' || matchesRule(http?.method ?? '', parseStringRule(value)),
  paths: (value, { http }) => {
    const path = withoutQuery(http?.path ?? '')
    return isTemplate(value)
      ? matchesTemplate(path, value)
      : matchesRule(path, parseStringRule(value))
  },
  header: (value, { http }, { key }) => {
    const found = headerOf(http, key.toLowerCase())
    return found !== undefined && (value === '*' || matchesRule(found, parseStringRule(value)))
  },
  requestPrincipals: (value, { http }) => {
    const { issuer, subject } = requestPrincipal(value)
    const { iss, sub } = http?.claims ?? {}
    return isString(iss) && isString(sub) && matchesRule(iss, issuer) && matchesRule(sub, subject)
  },
  audiences: (value, { http }) => hasClaim(http?.claims, ['aud'], value),
  presenter: (value, { http }) => hasClaim(http?.claims, ['azp'], value),
  claims: (value, { http }, { key }) => hasClaim(http?.claims, parseClaimPath(key), value),
  filterMetadata: (value, { metadata }, { key }) => {
    const [filter = '', name = ''] = key.slice(0, -1).split(/\[(.*)/s)
    const found = metadata[filter]?.[name]
    const list = value.startsWith('[') && value.endsWith(']')
    if (!list) return isString(found) && matchesRule(found, parseStringRule(value))
    return (
      Array.isArray(found) &&
      found.some((one) => matchesValue(one, value.replace(/^\[+|\]+$/g, '')))
    )
  },
}

/** Whether any of the values matches and none of the negated ones does. */
export function clauseMatches(clause: Clause, context: FilterContext, namespace: string): boolean {
  const test = (value: string) => tests[clause.field](value, context, clause, namespace)
  return (
    (clause.values.length === 0 || clause.values.some(test)) && !clause.negatedValues.some(test)
  )
}

const isString = (value: unknown): value is string => typeof value === 'string'
const matchesValue = (found: unknown, value: string) =>
  isString(found) && matchesRule(found, parseStringRule(value))

/** Whether a claim matches the value, or is a list with a matching element. */
function hasClaim(claims: unknown, path: readonly string[], value: string): boolean {
  const found = path.reduce<unknown>(
    (inner, name) =>
      inner !== null &&
      typeof inner === 'object' &&
      !Array.isArray(inner) &&
      Object.hasOwn(inner, name)
        ? inner[name as keyof typeof inner]
        : undefined,
    claims,
  )
  return Array.isArray(found)
    ? found.some((one) => matchesValue(one, value))
    : matchesValue(found, value)
}

/** A header by its lower-case name, including pseudo-headers and Host. */
function headerOf(http: FilterContext['http'], name: string): string | undefined {
  if (http === undefined) return undefined
  if (name === ':method') return http.method
  if (name === ':path') return http.path
  if (name === ':authority' || name === 'host') return http.host
  return http.headers[name]
}
