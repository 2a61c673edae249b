import { describe, expect, test } from 'vitest'
import { parseMeshFiles } from '../model/parse-mesh.ts'
import type { AccessRequest, Token } from './access-request.ts'
import { evaluate } from './evaluate.ts'

const resource = (kind: string, spec: string, more = '') =>
  `apiVersion: security.istio.io/v1\nkind: ${kind}\nmetadata: { name: ${kind.toLowerCase()}-${spec.length}${more.length}, namespace: shop${more} }\nspec: ${spec}\n`
const policy = (spec: string, more = '') => resource('AuthorizationPolicy', spec, more)
const keys = `'{"keys":[]}'`

interface Call {
  readonly principal?: string | null
  readonly method?: string
  readonly path?: string
  readonly tokens?: readonly Token[]
  readonly headers?: Readonly<Record<string, string>>
  readonly tcp?: boolean
}

function verdictFor(documents: readonly string[], call: Call = {}) {
  const { principal = 'cluster.local/ns/shop/sa/a', method = 'GET', path = '/', tokens = [] } = call
  const model = parseMeshFiles([{ file: 'a.yaml', text: documents.join('---\n') || '# nothing\n' }])
  const accessRequest: AccessRequest = {
    server: {
      ...{ namespace: 'shop', labels: { app: 'b' }, kind: 'sidecar', port: 80 },
      protocol: call.tcp ? 'tcp' : 'http',
    },
    client: { principal, ip: '10.0.0.1' },
    ...(call.tcp
      ? {}
      : { request: { method, path, host: 'b', headers: call.headers ?? {}, tokens } }),
  }
  return evaluate(model, accessRequest)
}

const token = (claims: object, more: Partial<Token> = {}): Token => ({
  ...{ claims: { iss: 'https://iss.test', sub: 's', ...claims }, valid: true },
  at: { header: 'authorization', prefix: 'Bearer ' },
  ...more,
})
const strict = resource('PeerAuthentication', '{ mtls: { mode: STRICT } }')
const tokens = (more = '') =>
  resource(
    'RequestAuthentication',
    `{ jwtRules: [{ issuer: "https://iss.test", jwks: ${keys}${more} }] }`,
  )

describe('the stages, in their order', () => {
  test('without policies every request is allowed', () => {
    expect(verdictFor([])).toMatchObject({
      decision: 'allow',
      status: 200,
      stage: 'default',
      by: undefined,
    })
  })

  test('a handshake is refused before policies are evaluated', () => {
    const verdict = verdictFor([strict, policy('{ rules: [{}] }')], { principal: null })
    expect(verdict).toMatchObject({
      decision: 'deny',
      closed: true,
      stage: 'mtls',
      by: { line: 4 },
    })
    expect(verdict.status).toBeUndefined()
  })

  test('a certificate of another trust domain is refused', () => {
    expect(verdictFor([strict], { principal: 'other/ns/shop/sa/a' })).toMatchObject({
      stage: 'mtls',
      closed: true,
    })
  })

  test('an invalid token is 401 even when a DENY rule would give 403', () => {
    const deny = policy('{ action: DENY, rules: [{}] }')
    const bad = token({}, { valid: false, fault: 'expired' })
    expect(verdictFor([tokens(), deny], { tokens: [bad] })).toMatchObject({
      status: 401,
      stage: 'token',
    })
    expect(verdictFor([tokens(), deny])).toMatchObject({ status: 403, stage: 'deny' })
  })

  test('DENY is evaluated before ALLOW', () => {
    const verdict = verdictFor([policy('{ rules: [{}] }'), policy('{ action: DENY, rules: [{}] }')])
    expect(verdict).toMatchObject({ status: 403, stage: 'deny', by: { rule: 0 } })
  })
})

describe('an ALLOW policy', () => {
  const onlyGet = policy('{ rules: [{ to: [{ operation: { methods: [GET] } }] }] }')

  test('allows a request that one rule matches, and names the rule', () => {
    expect(verdictFor([onlyGet])).toMatchObject({ decision: 'allow', by: { rule: 0, line: 4 } })
  })

  test('denies every other request, and names the first field of each rule that does not match', () => {
    const verdict = verdictFor([onlyGet], { method: 'PUT' })
    expect(verdict).toMatchObject({ status: 403, stage: 'default' })
    expect(verdict.misses).toMatchObject([{ rule: 0, field: 'to[0].operation.methods' }])
  })

  test('without rules denies every request', () => {
    expect(verdictFor([policy('{}')]).reason).toContain('have no rules')
  })

  test('of another workload changes nothing', () => {
    expect(verdictFor([policy('{ selector: { matchLabels: { app: c } } }')]).decision).toBe('allow')
  })

  test('in dry run does not decide, and reports its decision', () => {
    const dry = policy('{ rules: [] }', ', annotations: { istio.io/dry-run: "true" }')
    expect(verdictFor([dry]).decision).toBe('allow')
    const would = policy(
      '{ action: DENY, rules: [{}] }',
      ', annotations: { istio.io/dry-run: "true" }',
    )
    expect(verdictFor([would]).dryRun).toMatchObject([{ rule: 0 }])
  })
})

test('notPrincipals matches a client without a certificate', () => {
  const spec = '{ rules: [{ from: [{ source: { notPrincipals: ["*/sa/evil"] } }] }] }'
  expect(verdictFor([policy(spec)], { principal: null }).decision).toBe('allow')
})

test('on TCP an ALLOW rule with an HTTP field is dropped, and a DENY rule loses the field', () => {
  const to = 'to: [{ operation: { methods: [GET] } }]'
  expect(verdictFor([policy(`{ rules: [{ ${to} }] }`)], { tcp: true })).toMatchObject({
    closed: true,
  })
  const deny = policy(`{ action: DENY, rules: [{ ${to} }] }`)
  expect(verdictFor([deny], { tcp: true })).toMatchObject({ closed: true, stage: 'deny' })
})

test('policies see the path that is forwarded', () => {
  const admin = policy('{ action: DENY, rules: [{ to: [{ operation: { paths: [/admin] } }] }] }')
  expect(verdictFor([admin], { path: '/x/../%61dmin?a=b' })).toMatchObject({
    status: 403,
    path: '/admin?a=b',
  })
  expect(verdictFor([admin], { path: '//admin' }).status).toBe(200)
})

test('AUDIT is reported and does not decide', () => {
  expect(verdictFor([policy('{ action: AUDIT, rules: [{}] }')])).toMatchObject({
    decision: 'allow',
    audited: [{ rule: 0 }],
  })
})

describe('a token', () => {
  test('provides claims to policies and headers to the application, and is removed', () => {
    const more =
      ', outputClaimToHeaders: [{ header: X-Sub, claim: sub }], outputPayloadToHeader: x-claims'
    const admins = policy(
      '{ rules: [{ when: [{ key: "request.auth.claims[scope]", values: [admin] }] }] }',
    )
    const verdict = verdictFor([tokens(more), admins], { tokens: [token({ scope: 'user admin' })] })
    expect(verdict).toMatchObject({
      decision: 'allow',
      headers: { 'x-sub': 's', authorization: null },
    })
    expect(verdict.claims).toMatchObject({ scope: ['user', 'admin'] })
  })

  test('for another audience is 403', () => {
    expect(
      verdictFor([tokens(', audiences: [stoa]')], { tokens: [token({ aud: 'other' })] }),
    ).toMatchObject({ status: 403, stage: 'token' })
  })

  test('is required only when a policy requires it', () => {
    const required = policy('{ rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }')
    expect(verdictFor([tokens()]).status).toBe(200)
    expect(verdictFor([tokens(), required]).status).toBe(403)
    expect(verdictFor([tokens(), required], { tokens: [token({})] }).status).toBe(200)
  })
})
