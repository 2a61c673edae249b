import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { resource, type SmallMesh, startSmallMesh } from './small-mesh.ts'
import { steadyCalls } from './steady-calls.ts'
import { newIssuer } from './tokens.ts'
import { until } from './until.ts'

const policy = (name: string, spec: string) =>
  resource(
    'AuthorizationPolicy',
    name,
    `selector: { matchLabels: { app: api } }\n${spec}`,
    'security',
  )
const web = 'cluster.local/ns/commerce/sa/web'
const allowWeb = policy('allow', `rules: [{ from: [{ source: { principals: [${web}] } }] }]`)
const denyPut = policy('deny', 'action: DENY\nrules: [{ to: [{ operation: { methods: [PUT] } }] }]')
const audit = policy('audit', 'action: AUDIT\nrules: [{}]')
const external = policy(
  'external',
  'action: CUSTOM\nprovider: { name: authorizer }\nrules: [{ to: [{ operation: { paths: [/checked] } }] }]',
)
const meshConfig = (more: string) => `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: mesh }
spec:
  meshConfig:
    ${more}`
const provider = meshConfig(`extensionProviders:
      - name: authorizer
        envoyExtAuthzHttp:
          service: authorizer.commerce.svc.cluster.local
          port: 4999
          includeRequestHeadersInCheck: [x-caller]
          headersToUpstreamOnAllow: [app]`)

describe('a running mesh', () => {
  let mesh: SmallMesh
  beforeAll(async () => {
    mesh = await startSmallMesh({
      members: ['web', 'api', 'authorizer'].map((service) => ({ instance: service, service })),
    })
    mesh.answer('authorizer', ({ headers }) => ({
      status: headers['x-caller'] === 'friend' ? 200 : 403,
    }))
  }, 30_000)
  afterAll(async () => {
    await mesh?.stop()
  })

  const status = async (path: string, method = 'GET', headers = {}) =>
    (await mesh.call('web', 'api', { path, method, headers })).status
  const becomes = (wanted: number, ...calls: Parameters<typeof status>) =>
    until(async () => (await status(...calls)) === wanted, 1_000)

  test('applies every action of an AuthorizationPolicy within a second, and fails no other request', async () => {
    const steady = steadyCalls(() => mesh.call('web', 'api', { path: '/steady' }))
    await mesh.apply(allowWeb)
    await becomes(200, '/', 'PUT')
    await mesh.apply(allowWeb, denyPut, audit)
    await becomes(403, '/', 'PUT')
    await mesh.apply(allowWeb, denyPut, audit, external, provider)
    await becomes(403, '/checked')
    await becomes(200, '/checked', 'GET', { 'x-caller': 'friend' })
    await mesh.apply()
    await becomes(200, '/', 'PUT')
    await becomes(200, '/checked')
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })

  test('forwards the headers of the authorizer, and denies when the authorizer fails', async () => {
    await mesh.apply(external, provider)
    await becomes(403, '/checked')
    expect(await status('/checked', 'GET', { 'x-caller': 'friend' })).toBe(200)
    const checked = mesh.app('api').seen.findLast(({ path }) => path === '/checked')
    expect(checked?.headers.app).toBe('authorizer')
    mesh.answer('authorizer', () => ({ status: 500 }))
    await becomes(403, '/checked', 'GET', { 'x-caller': 'friend' })
    expect(await status('/other')).toBe(200)
    await mesh.apply()
  })

  test('applies a RequestAuthentication, and fails no request without a token', async () => {
    const issuer = await newIssuer()
    const tokens = resource(
      'RequestAuthentication',
      'tokens',
      `jwtRules: [{ issuer: 'https://sandbox.stoa.test', jwks: '${JSON.stringify(issuer.jwks)}', outputClaimToHeaders: [{ header: x-sub, claim: sub }] }]`,
      'security',
    )
    const steady = steadyCalls(() => mesh.call('web', 'api'))
    await mesh.apply(tokens)
    await becomes(401, '/', 'GET', { authorization: 'Bearer a.b.c' })
    const authorization = `Bearer ${await issuer.token()}`
    expect(await status('/with', 'GET', { authorization, 'x-sub': 'forged' })).toBe(200)
    expect(mesh.app('api').seen.findLast(({ path }) => path === '/with')?.headers).toMatchObject({
      'x-sub': 'c-1',
    })
    await mesh.apply()
    await becomes(200, '/', 'GET', { authorization: 'Bearer a.b.c' })
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })

  test.each([
    ['MERGE_SLASHES', '/a//%2fb', '/a/%2fb'],
    ['DECODE_AND_MERGE_SLASHES', '/a//%2fb', '/a/b'],
    ['NONE', '/a/./b', '/a/./b'],
  ])('normalises paths at the level %s', async (mode, sent, arrived) => {
    await mesh.apply(meshConfig(`pathNormalization: { normalization: ${mode} }`))
    await until(async () => {
      await status(sent)
      return mesh.app('api').seen.at(-1)?.path === arrived
    })
    await mesh.apply()
  })
})
