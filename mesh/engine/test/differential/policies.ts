import fc from 'fast-check'
import * as samples from './sample-values.ts'

type Values = fc.Arbitrary<string>

/** A value of a policy: exact, a prefix, a suffix, a star, or a near miss. */
const starred = (value: Values): Values =>
  fc.oneof(
    { weight: 6, arbitrary: value },
    { weight: 2, arbitrary: value.map((text) => `${text.slice(0, Math.ceil(text.length / 2))}*`) },
    { weight: 2, arbitrary: value.map((text) => `*${text.slice(Math.floor(text.length / 2))}`) },
    { weight: 1, arbitrary: fc.constant('*') },
    { weight: 1, arbitrary: value.map((text) => `*${text}*`) },
  )
const notEmpty = (value: Values) => value.filter((text) => text !== '')
const from = <T extends string>(...values: readonly T[]): Values => fc.constantFrom(...values)
const list = (value: Values, most = 3) =>
  fc.array(notEmpty(value), { minLength: 1, maxLength: most })

const identity = from(...samples.identities.filter((one) => one !== null))
const part = (index: number) => identity.map((text) => text.split('/')[index] ?? '')
const template = from('/v1/{*}', '/v1/{**}', '/{**}', '/{*}/orders', '/v1/{**}/admin', '/{*}/{**}')
const path = fc
  .array(from(...samples.segments.filter((one) => !/[{}]/.test(one))), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => `/${parts.join('/')}`)
const address = from(
  '127.0.0.1',
  '127.0.0.0/24',
  '127.0.0.0/8',
  '10.0.0.0/8',
  '10.1.2.3',
  '2001:db8::/32',
)
const requestPrincipal = fc.oneof(
  from('*', '*/*', 'iss*', '*sub', 'https://iss.test/*', '*/sub', 'iss-b/sub*', 'a/b/x', 'iss-b'),
  fc
    .tuple(from(...samples.issuers), from(...samples.subjects))
    .map(([issuer, subject]) => `${issuer}/${subject}`),
)

const optional = <T>(shape: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc
    .record(shape, { requiredKeys: [] })
    .filter((value) => Object.values(value).some((one) => one !== undefined))

const both = (name: string, values: fc.Arbitrary<string[]>) => {
  const negated = `not${name[0]?.toUpperCase()}${name.slice(1)}`
  return { [name]: values, [negated]: values }
}
const pick = (fields: Record<string, fc.Arbitrary<string[]>>) =>
  fc
    .subarray(Object.keys(fields), { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc.record(Object.fromEntries(names.map((name) => [name, fields[name] ?? list(path)]))),
    )

const byIdentity = {
  ...both('principals', list(starred(identity))),
  ...both('namespaces', list(fc.oneof(part(2), from('n.s', 'n*', '*', '*1', 'ns1/*')))),
  ...both('trustDomains', list(fc.oneof(part(0), from('*', '*.local', 'cluster.*', 'td*')))),
}
const byAccount = both('serviceAccounts', list(fc.oneof(part(4), from('ns1/a', 'ns2/b', 'n.s/c'))))
const byAddress = {
  ...both('ipBlocks', list(address)),
  ...both('remoteIpBlocks', list(address)),
}
const byToken = both('requestPrincipals', list(requestPrincipal))

const source = (custom: boolean) =>
  custom
    ? pick(byAddress)
    : fc.oneof(
        pick({ ...byIdentity, ...byAddress, ...byToken }),
        pick({ ...byAccount, ...byAddress }),
      )
const operation = pick({
  ...both('hosts', list(starred(from(...samples.hosts)))),
  ...both('methods', list(starred(from(...samples.methods)))),
  ...both('paths', list(fc.oneof(starred(path), template))),
  ...both('ports', list(from('8080', '8081', '0'))),
})

const key = (custom: boolean): fc.Arbitrary<readonly [string, Values]> =>
  fc.constantFrom<readonly [string, Values]>(
    ['source.ip', address],
    ['remote.ip', address],
    ['destination.ip', from('127.0.0.1', '127.0.0.0/8', '10.0.0.1')],
    ['destination.port', from('8080', '8081')],
    ['connection.sni', starred(from('a.example', 'b.a.example'))],
    ['request.headers[x-a]', starred(from(...samples.headerValues))],
    ['request.headers[X-Upper]', starred(from(...samples.headerValues))],
    ['request.headers[:method]', starred(from(...samples.methods))],
    ['request.headers[host]', starred(from(...samples.hosts))],
    ['experimental.envoy.filters.http.nobody[key]', from('v', '[v]')],
    ...(custom
      ? []
      : [
          ['source.namespace', part(2)] as const,
          ['source.principal', starred(identity)] as const,
          ['source.serviceAccount', from('ns1/a', 'a')] as const,
          ['source.trustDomain', from('cluster.local', '*')] as const,
          ['request.headers[x-claim]', from('sub', 'admin', '*')] as const,
          ['request.auth.principal', requestPrincipal] as const,
          ['request.auth.audiences', starred(from(...samples.audiences))] as const,
          ['request.auth.presenter', starred(from('client', 'other'))] as const,
          ['request.auth.claims[role]', starred(from('admin', 'user'))] as const,
          ['request.auth.claims[scope]', starred(from(...samples.claimTexts))] as const,
          ['request.auth.claims[deep][role]', starred(from('admin', 'user'))] as const,
          ['request.auth.claims[words]', starred(from(...samples.claimTexts))] as const,
        ]),
  )
const condition = (custom: boolean) =>
  key(custom).chain(([name, values]) =>
    optional({ values: list(values), notValues: list(values) }).map((lists) => ({
      key: name,
      ...lists,
    })),
  )

const rule = (custom: boolean) =>
  fc.record(
    {
      from: fc.array(
        source(custom).map((one) => ({ source: one })),
        { minLength: 1, maxLength: 2 },
      ),
      to: fc.array(
        operation.map((one) => ({ operation: one })),
        { minLength: 1, maxLength: 2 },
      ),
      when: fc.array(condition(custom), { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  )

const selector = fc.constantFrom(
  undefined,
  { matchLabels: { app: 'b' } },
  { matchLabels: { app: 'b', version: 'v1' } },
  { matchLabels: { app: 'other' } },
)
const namespace = fc.constantFrom('ns1', 'ns1', 'ns1', 'istio-system', 'ns2')
const action = fc.constantFrom('ALLOW', 'ALLOW', 'ALLOW', 'DENY', 'DENY', 'AUDIT', 'CUSTOM')

const object = (kind: string, spec: fc.Arbitrary<object>, annotations: fc.Arbitrary<object>) =>
  fc.tuple(namespace, spec, annotations).map(([ns, body, notes]) => ({
    apiVersion: 'security.istio.io/v1',
    kind,
    metadata: { namespace: ns, annotations: notes },
    spec: body,
  }))

const none = fc.constant({})
export const authorization = action.chain((name) => {
  const custom = name === 'CUSTOM'
  const least = name === 'DENY' || custom ? 1 : 0
  const spec = fc.record({
    selector,
    action: fc.constant(name),
    rules: fc.array(rule(custom), { minLength: least, maxLength: 3 }),
    ...(custom
      ? {
          provider: fc.constantFrom(
            { name: 'ext' },
            { name: 'ext' },
            { name: 'ext-b' },
            { name: 'unknown' },
          ),
        }
      : {}),
  })
  const dryRun = fc.constantFrom({}, {}, {}, {}, { 'istio.io/dry-run': 'true' })
  return object('AuthorizationPolicy', spec, name === 'ALLOW' || name === 'DENY' ? dryRun : none)
})

const mode = fc.constantFrom('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET')
export const peerAuthentication = fc.constantFrom('workload', 'namespace').chain((level) =>
  object(
    'PeerAuthentication',
    level === 'workload'
      ? fc.record(
          {
            selector: fc.constant({ matchLabels: { app: 'b' } }),
            mtls: fc.record({ mode }),
            portLevelMtls: fc.record({ '8080': fc.record({ mode }) }),
          },
          { requiredKeys: ['selector'] },
        )
      : fc.record({ mtls: fc.record({ mode }) }, { requiredKeys: [] }),
    none,
  ),
)

export const jwtRule = (jwks: string) =>
  fc.record(
    {
      issuer: from(...samples.issuers),
      jwks: fc.constant(jwks),
      audiences: list(from(...samples.audiences)),
      fromHeaders: fc.constantFrom(
        [{ name: 'x-token' }],
        [{ name: 'Authorization', prefix: 'Bearer ' }],
        [{ name: 'authorization', prefix: 'Token ' }],
      ),
      fromParams: fc.constantFrom(['token'], ['access_token', 'token']),
      fromCookies: fc.constantFrom(['session']),
      forwardOriginalToken: fc.boolean(),
      outputPayloadToHeader: fc.constant('x-payload'),
      outputClaimToHeaders: fc.constantFrom(
        [{ header: 'x-claim', claim: 'sub' }],
        [
          { header: 'x-claim', claim: 'deep.role' },
          { header: 'x-a', claim: 'n' },
        ],
      ),
      spaceDelimitedClaims: fc.constant(['words']),
    },
    { requiredKeys: ['issuer', 'jwks'] },
  )

export const requestAuthentication = (jwks: string) =>
  object(
    'RequestAuthentication',
    fc.record({ selector, jwtRules: fc.array(jwtRule(jwks), { minLength: 1, maxLength: 2 }) }),
    none,
  )
