import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Compiled, Filter, KubernetesObject, Question } from './istio-answers.ts'
import { findReference, type IstioReference, openReference } from './istio-reference.ts'

const found = findReference()
if ('missing' in found) console.error(`not compared with Istio: ${found.missing}`)

const security = (kind: string, name: string, spec: object, namespace = 'shop') => ({
  apiVersion: 'security.istio.io/v1',
  kind,
  metadata: { name, namespace },
  spec,
})
const policy = (name: string, spec: object, namespace?: string) =>
  security('AuthorizationPolicy', name, spec, namespace)
const peers = (name: string, spec: object, namespace?: string) =>
  security('PeerAuthentication', name, spec, namespace)
const orders = { namespace: 'shop', labels: { app: 'orders' } }
const ordersOnly = { selector: { matchLabels: { app: 'orders' } } }

describe.skipIf('missing' in found)("Istio's own compiler", () => {
  let istio: IstioReference

  beforeAll(() => {
    if ('binary' in found) istio = openReference(found.binary)
  })
  afterAll(async () => {
    await istio?.close()
  })

  const request = (
    objects: readonly KubernetesObject[],
    rest: Partial<Question> = {},
  ): Promise<Compiled> => istio.request({ objects, workload: orders, ...rest })

  test('applies the most specific PeerAuthentication with a mode, port by port', async () => {
    const { mtls } = await request(
      [
        peers('mesh', { mtls: { mode: 'STRICT' } }, 'istio-system'),
        peers('shop', { mtls: { mode: 'DISABLE' } }),
        peers('orders', { ...ordersOnly, portLevelMtls: { 9090: { mode: 'STRICT' }, 9091: {} } }),
      ],
      { port: 8080 },
    )
    expect(mtls).toEqual({
      mode: 'DISABLE',
      ports: { 8080: 'DISABLE', 9090: 'STRICT', 9091: 'DISABLE' },
    })
  })

  test.each([
    ['the first by name of two of one age', '2026-01-02T00:00:00Z', 'STRICT'],
    ['the older of two', '2026-01-01T00:00:00Z', 'DISABLE'],
  ])('applies, of PeerAuthentications at one level, %s', async (_, creationTimestamp, mode) => {
    const strict = peers('a', { mtls: { mode: 'STRICT' } })
    const off = peers('b', { mtls: { mode: 'DISABLE' } })
    const { mtls } = await request([
      { ...strict, metadata: { ...strict.metadata, creationTimestamp: '2026-01-02T00:00:00Z' } },
      { ...off, metadata: { ...off.metadata, creationTimestamp } },
    ])
    expect(mtls.mode).toBe(mode)
  })

  test('ignores a PeerAuthentication with a selector in the root namespace', async () => {
    const objects = [peers('x', { ...ordersOnly, mtls: { mode: 'STRICT' } }, 'istio-system')]
    expect((await request(objects)).mtls).toEqual({ mode: 'PERMISSIVE', ports: {} })
  })

  test('on TCP widens a DENY rule with an HTTP field, and drops such an ALLOW rule', async () => {
    const rules = [{ to: [{ operation: { paths: ['/admin*'], ports: ['8080'] } }] }]
    const [deny, allow] = (
      await request([policy('deny', { action: 'DENY', rules }), policy('allow', { rules })])
    ).tcp.map(rulesOf)
    const port = { or_rules: { rules: [{ destination_port: 8080 }] } }
    expect(deny).toEqual({
      action: 'DENY',
      policies: {
        'ns[shop]-policy[deny]-rule[0]': {
          permissions: [{ and_rules: { rules: [port] } }],
          principals: [{ and_ids: { ids: [{ any: true }] } }],
        },
      },
    })
    expect(allow).toEqual({})
  })

  test('matches nothing with an ALLOW policy without rules', async () => {
    const { http } = await request([policy('nothing', {})])
    expect(http.map(rulesOf)).toEqual([
      {
        policies: {
          'ns[shop]-policy[nothing]-rule[0]': {
            permissions: [{ not_rule: { any: true } }],
            principals: [{ not_id: { any: true } }],
          },
        },
      },
    ])
  })

  test('adds a principal for each alias of the trust domain', async () => {
    const principals = ['cluster.local/ns/shop/sa/cart', 'other/ns/shop/sa/cart']
    const { http } = await request(
      [policy('p', { rules: [{ from: [{ source: { principals } }] }] })],
      {
        mesh: { trustDomain: 'new', trustDomainAliases: ['old'] },
      },
    )
    expect(valuesOf('exact', http)).toEqual([
      'spiffe://new/ns/shop/sa/cart',
      'spiffe://old/ns/shop/sa/cart',
      'spiffe://other/ns/shop/sa/cart',
    ])
  })

  test('treats a star in a namespace as any text, and dots literally', async () => {
    const rules = [{ from: [{ source: { namespaces: ['team-*.x'] } }] }]
    const { http } = await request([policy('p', { rules })])
    expect(valuesOf('regex', http)).toEqual(['.*/ns/team-.*\\.x/.*'])
  })

  test('translates the templates of a path', async () => {
    const rules = [{ to: [{ operation: { paths: ['/v1/{*}/items/{**}'] } }] }]
    const { http } = await request([policy('p', { rules })])
    expect(valuesOf('path_template', http)).toEqual(['/v1/*/items/**'])
  })

  test('orders CUSTOM before the token, and AUDIT before DENY before ALLOW', async () => {
    const rules = [{}]
    const provider = { service: 'ask.shop.svc.cluster.local', port: 9000 }
    const { http, warnings } = await request(
      [
        policy('allow', { rules }),
        policy('deny', { action: 'DENY', rules }),
        policy('audit', { action: 'AUDIT', rules }),
        policy('custom', { action: 'CUSTOM', provider: { name: 'ask' }, rules }),
        security('RequestAuthentication', 'token', { jwtRules: [{ issuer: 'i' }] }),
      ],
      {
        mesh: { extensionProviders: [{ name: 'ask', envoyExtAuthzGrpc: provider }] },
        services: [{ hostname: provider.service, namespace: 'shop', port: provider.port }],
      },
    )
    expect(http.map((filter) => `${filter.name.slice(19)} ${rulesOf(filter)?.action}`)).toEqual([
      'rbac undefined',
      'ext_authz undefined',
      'jwt_authn undefined',
      'rbac LOG',
      'rbac DENY',
      'rbac undefined',
    ])
    expect(warnings).toEqual([
      'RequestAuthentication shop/token: the keys of issuer "i" are not fetched here',
    ])
  })

  test('refuses a DENY policy without rules, and omits it', async () => {
    const { invalid, http } = await request([policy('bad', { action: 'DENY' })])
    expect(invalid).toEqual([
      {
        kind: 'AuthorizationPolicy',
        namespace: 'shop',
        name: 'bad',
        error: expect.stringContaining('DENY action without `rules` is meaningless'),
      },
    ])
    expect(http).toEqual([])
  })

  test.each([
    ['NONE', { normalize_path: false }],
    ['BASE', { normalize_path: true }],
    ['MERGE_SLASHES', { normalize_path: true, merge_slashes: true }],
    [
      'DECODE_AND_MERGE_SLASHES',
      {
        normalize_path: true,
        merge_slashes: true,
        path_with_escaped_slashes_action: 'UNESCAPE_AND_FORWARD',
      },
    ],
  ])('normalises a path at the level %s', async (normalization, settings) => {
    const mesh = { pathNormalization: { normalization } }
    expect((await request([], { mesh, connection: true })).connection).toMatchObject(settings)
  })

  test("distinguishes istiod's refusal from the API server's", async () => {
    const [wrong, unknown] = await Promise.all([
      istio.validate(policy('x', { action: 'DENYY' })),
      istio.validate(policy('x', { ruless: [] })),
    ])
    expect(wrong).toMatchObject({ error: expect.stringContaining('unknown value') })
    expect(unknown).toEqual({ error: null, warning: null, schema: 'unknown fields: spec.ruless' })
  })

  test("says Istio's reason when the mesh's settings are refused", async () => {
    await expect(request([], { mesh: { trustDomain: 'a b' } })).rejects.toThrow('mesh: ')
  })
})

const rulesOf = ({ typed_config }: Filter) => typed_config.rules as { action?: string } | undefined

/** Every value of the fields with this name at any depth, in document order. */
function valuesOf(field: string, tree: unknown): unknown[] {
  if (Array.isArray(tree)) return tree.flatMap((one) => valuesOf(field, one))
  if (typeof tree !== 'object' || tree === null) return []
  return Object.entries(tree).flatMap(([name, value]) =>
    name === field ? [value] : valuesOf(field, value),
  )
}
