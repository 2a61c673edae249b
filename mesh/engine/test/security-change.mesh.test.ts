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
const ask = policy(
  'ask',
  'action: CUSTOM\nprovider: { name: judge }\nrules: [{ to: [{ operation: { paths: [/judged] } }] }]',
)
const meshConfig = (more: string) => `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: mesh }
spec:
  meshConfig:
    ${more}`
const provider = meshConfig(`extensionProviders:
      - name: judge
        envoyExtAuthzHttp:
          service: judge.commerce.svc.cluster.local
          port: 4999
          includeRequestHeadersInCheck: [x-who]
          headersToUpstreamOnAllow: [app]`)

describe('a running mesh', () => {
  let mesh: SmallMesh
  beforeAll(async () => {
    mesh = await startSmallMesh({
      members: ['web', 'api', 'judge'].map((service) => ({ instance: service, service })),
    })
    mesh.answer('judge', ({ headers }) => ({
      status: headers['x-who'] === 'friend' ? 200 : 403,
    }))
  }, 30_000)
  afterAll(async () => {
    await mesh?.stop()
  })

  const status = async (path: string, method = 'GET', headers = {}) =>
    (await mesh.call('web', 'api', { path, method, headers })).status
  const becomes = (wanted: number, ...asked: Parameters<typeof status>) =>
    until(async () => (await status(...asked)) === wanted, 1_000)

  test('takes every action of an AuthorizationPolicy within a second, and fails no other request', async () => {
    const steady = steadyCalls(() => mesh.call('web', 'api', { path: '/steady' }))
    await mesh.apply(allowWeb)
    await becomes(200, '/', 'PUT')
    await mesh.apply(allowWeb, denyPut, audit)
    await becomes(403, '/', 'PUT')
    await mesh.apply(allowWeb, denyPut, audit, ask, provider)
    await becomes(403, '/judged')
    await becomes(200, '/judged', 'GET', { 'x-who': 'friend' })
    await mesh.apply()
    await becomes(200, '/', 'PUT')
    await becomes(200, '/judged')
    expect(Object.keys(await steady.stop())).toEqual(['200'])
  })

  test('the authorizer’s headers reach the application, and a failing authorizer closes', async () => {
    await mesh.apply(ask, provider)
    await becomes(403, '/judged')
    expect(await status('/judged', 'GET', { 'x-who': 'friend' })).toBe(200)
    const judged = mesh.app('api').seen.findLast(({ path }) => path === '/judged')
    expect(judged?.headers.app).toBe('judge')
    mesh.answer('judge', () => ({ status: 500 }))
    await becomes(403, '/judged', 'GET', { 'x-who': 'friend' })
    expect(await status('/other')).toBe(200)
    await mesh.apply()
  })

  test('takes a RequestAuthentication and lets nobody down who has no token', async () => {
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
  ])('normalises paths as %s says', async (mode, sent, arrived) => {
    await mesh.apply(meshConfig(`pathNormalization: { normalization: ${mode} }`))
    await until(async () => {
      await status(sent)
      return mesh.app('api').seen.at(-1)?.path === arrived
    })
    await mesh.apply()
  })
})
