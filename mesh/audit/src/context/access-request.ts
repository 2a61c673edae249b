import type {
  AccessRequest,
  Clause,
  Client,
  HttpRequest,
  JwtRule,
  MeshModel,
  Token,
} from '@stoa/mesh/policy'
import { parseClaimPath } from '@stoa/mesh/policy'
import { serversOf } from './gateway-servers.ts'
import { avoiding, matchesNamespace, matchesPath, sampleOf, samplePath } from './sample.ts'
import { isGatewayPort } from './statistics.ts'
import { type Port, principalOf, type Workload } from './workload.ts'

/** One port of a workload, with the part of the mesh model that applies to the workload. */
export interface TargetPort {
  readonly workload: Workload
  readonly port: Port
  readonly mesh: MeshModel
}

/** Documentation addresses (RFC 5737), so that no finding names a real host. */
export const insideIp = '192.0.2.10'
export const outsideIp = '203.0.113.10'

/** A mesh identity that no policy and no workload names. */
export const unknownPrincipal = ({ settings }: MeshModel): string =>
  principalOf(settings.trustDomain, 'other-namespace', 'unknown-caller')

export const server = ({ workload, port }: TargetPort): AccessRequest['server'] => ({
  namespace: workload.namespace,
  labels: workload.labels,
  kind: isGatewayPort({ workload, port }) ? 'gateway' : 'sidecar',
  port: port.number,
  protocol: port.protocol,
})

const plainRequest = (targetPort: TargetPort): HttpRequest => ({
  method: 'GET',
  path: '/',
  host: hostOf(targetPort),
  headers: {},
  tokens: [],
})

/** A `GET /` request (or a TCP connection) to a target port; `request` overrides its fields. */
export function basicAccessRequest(
  targetPort: TargetPort,
  principal: string | null,
  request: Partial<HttpRequest> = {},
): AccessRequest {
  const client = { principal, ip: principal === null ? outsideIp : insideIp }
  const whole = { ...plainRequest(targetPort), ...request }
  return {
    server: server(targetPort),
    client,
    ...(targetPort.port.protocol === 'http' ? { request: whole } : {}),
  }
}

export function hostOf({ workload, port, mesh }: TargetPort): string {
  if (!isGatewayPort({ workload, port })) return workload.hosts[0] ?? workload.name
  const [first] = serversOf(mesh, workload)
  const host = first?.hosts[0]?.split('/').at(-1) ?? 'shop.example'
  return host.replace('*', 'any')
}

/** An access request that meets all the given clauses; undefined when the target port cannot meet them. */
export function accessRequestMatching(
  targetPort: TargetPort,
  from: readonly Clause[],
  to: readonly Clause[],
  caller?: string | null,
): AccessRequest | undefined {
  const clauses = [...from, ...to]
  const find = (field: Clause['field']) => clauses.find((clause) => clause.field === field)
  const ports = find('ports')
  const number = String(targetPort.port.number)
  if (ports && ports.values.length > 0 && !ports.values.includes(number)) return undefined
  if (ports?.negatedValues.includes(number)) return undefined
  const principal = caller === undefined ? principalFor(targetPort, clauses) : caller
  const plain = basicAccessRequest(targetPort, principal)
  const client = { ...plain.client, ...addresses(clauses, plain.client) }
  if (plain.request === undefined) return { ...plain, client }
  return { ...plain, client, request: requestFor(targetPort, clauses, plain.request) }
}

function requestFor(
  targetPort: TargetPort,
  clauses: readonly Clause[],
  plain: HttpRequest,
): HttpRequest {
  const find = (field: Clause['field']) => clauses.find((clause) => clause.field === field)
  const [methods, paths, hosts] = [find('methods'), find('paths'), find('hosts')]
  const headers = clauses.filter(
    ({ field, values, negatedValues }) =>
      field === 'header' && (values.length > 0 || !negatedValues.includes('*')),
  )
  return {
    method:
      methods?.values[0] === undefined || methods.values[0].includes('*')
        ? (avoiding(['GET', 'POST', 'PUT', 'DELETE', 'PATCH'], methods?.negatedValues ?? []) ??
          'GET')
        : methods.values[0],
    path:
      paths?.values[0] === undefined
        ? (avoiding(['/', '/any', '/any/other'], paths?.negatedValues ?? [], matchesPath) ?? '/any')
        : samplePath(paths.values[0]),
    host: hosts?.values[0] === undefined ? plain.host : sampleOf(hosts.values[0], 'any'),
    headers: Object.fromEntries(
      headers
        .filter(({ values }) => values.length > 0)
        .map(({ key, values: [value = '*'] }) => [key.toLowerCase(), sampleOf(value, 'any')]),
    ),
    tokens: tokensFor(targetPort, clauses),
  }
}

function addresses(clauses: readonly Clause[], client: Client): Partial<Client> {
  const first = (field: Clause['field']) =>
    clauses.find((clause) => clause.field === field)?.values[0]?.split('/')[0]
  const [ip, remoteIp, sni] = [first('ipBlocks'), first('remoteIpBlocks'), first('sni')]
  return {
    ...(ip === undefined ? {} : { ip }),
    ...(remoteIp === undefined ? {} : { remoteIp, ip: ip ?? client.ip }),
    ...(sni === undefined ? {} : { sni: sampleOf(sni, 'any') }),
  }
}

function principalFor(targetPort: TargetPort, clauses: readonly Clause[]): string | null {
  const { mesh, workload } = targetPort
  const { trustDomain } = mesh.settings
  const [first] = clauses.filter(({ field, values }) => identityFields.has(field) && values.length)
  const value = first?.values[0]
  if (value === undefined) return isGatewayPort(targetPort) ? null : unknownPrincipal(mesh)
  switch (first?.field) {
    case 'principals':
      return value === '*'
        ? unknownPrincipal(mesh)
        : sampleOf(value, `${trustDomain}/ns/any/sa/any`)
    case 'namespaces':
      return principalOf(trustDomain, value.replaceAll('*', 'any'), 'any')
    case 'serviceAccounts': {
      const [namespace = '', account] = value.split('/')
      return account === undefined
        ? principalOf(trustDomain, workload.namespace, namespace)
        : principalOf(trustDomain, namespace, account)
    }
    default:
      return principalOf(sampleOf(value, 'any'), 'any', 'any')
  }
}

const identityFields = new Set<Clause['field']>([
  'principals',
  'namespaces',
  'serviceAccounts',
  'trustDomains',
])

/** A valid token that meets the clauses; none when no clause is about tokens. */
export function tokensFor(targetPort: TargetPort, clauses: readonly Clause[]): readonly Token[] {
  const tokenClauses = clauses.filter(
    ({ field, values }) => tokenFields.has(field) && values.length > 0,
  )
  if (tokenClauses.length === 0) return []
  const [principal] = tokenClauses.filter(({ field }) => field === 'requestPrincipals')
  const [issuer, subject] = splitRequestPrincipal(principal?.values[0] ?? '*')
  const rule = jwtRules(targetPort.mesh).find(
    (one) => issuer === '*' || one.issuer === undefined || matchesIssuer(issuer, one.issuer),
  )
  const claims = Object.assign(
    {
      iss: rule?.issuer ?? sampleOf(issuer, 'https://issuer.example'),
      sub: sampleOf(subject, 'any-user'),
      ...(rule?.audiences?.[0] === undefined ? {} : { aud: rule.audiences[0] }),
    },
    ...tokenClauses.map(claimsOf),
  )
  return [{ claims, valid: true, at: placeOf(rule) }]
}

const tokenFields = new Set<Clause['field']>([
  'requestPrincipals',
  'audiences',
  'presenter',
  'claims',
])

function claimsOf({
  field,
  key,
  values: [value = '*'],
}: Clause): Readonly<Record<string, unknown>> {
  const sample = sampleOf(value, 'any')
  if (field === 'audiences') return { aud: sample }
  if (field === 'presenter') return { azp: sample }
  if (field !== 'claims') return {}
  const [name = '', ...rest] = parseClaimPath(key)
  return { [name]: rest.reduceRight<unknown>((inner, step) => ({ [step]: inner }), sample) }
}

export const jwtRules = (mesh: MeshModel): readonly JwtRule[] =>
  mesh.RequestAuthentication.flatMap(({ spec }) => spec.jwtRules ?? [])

/** The place in a request from which this JWT rule reads the token. */
export function placeOf(rule: JwtRule | undefined): Token['at'] {
  const [header] = rule?.fromHeaders ?? []
  if (header) return { header: header.name.toLowerCase(), prefix: header.prefix ?? '' }
  const [query] = rule?.fromParams ?? []
  if (query) return { query }
  const [cookie] = rule?.fromCookies ?? []
  return cookie ? { cookie } : { header: 'authorization', prefix: 'Bearer ' }
}

const matchesIssuer = (pattern: string, issuer: string) =>
  matchesNamespace(pattern.replaceAll('**', '*'), issuer)

/** Splits a request principal `iss/sub` at its last slash. */
export function splitRequestPrincipal(requestPrincipal: string): readonly [string, string] {
  const slash = requestPrincipal.lastIndexOf('/')
  if (slash >= 0) return [requestPrincipal.slice(0, slash), requestPrincipal.slice(slash + 1)]
  return requestPrincipal.startsWith('*') && requestPrincipal !== '*'
    ? ['*', requestPrincipal.slice(1)]
    : [requestPrincipal, '*']
}
