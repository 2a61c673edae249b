import { describe, expect, it } from 'vitest'
import { contextOfScene, correct, type Scene } from '../../test/scene.ts'

const rowsOf = (scene: Partial<Scene> = {}) =>
  contextOfScene({ name: 'matrix', ...scene }, correct).matrix()
const policy = (rest: string, name = 'orders') =>
  [
    'apiVersion: security.istio.io/v1',
    'kind: AuthorizationPolicy',
    `metadata: { name: ${name}, namespace: shop }`,
    'spec:',
    '  selector: { matchLabels: { app: orders } }',
    rest,
  ].join('\n')
const at = (rows: ReturnType<typeof rowsOf>, caller: string, target: string) =>
  rows.filter((row) => row.caller.name === caller && row.target.name === target)

describe('the matrix', () => {
  it('has a row for every caller and port, including unknown identities and plaintext callers', () => {
    const callers = new Set(
      rowsOf()
        .filter(({ target }) => target.name === 'shop/orders')
        .map(({ caller }) => caller.name),
    )
    expect([...callers].sort()).toEqual([
      'a caller without a certificate',
      'an identity in another namespace',
      'edge/ingress',
      'shop/ledger',
      'shop/web',
    ])
  })

  it('lists methods and paths, each with an allowed witness request', () => {
    expect(at(rowsOf(), 'shop/web', 'shop/orders')).toMatchObject([
      {
        decision: 'allow',
        methods: ['GET'],
        paths: ['/orders', '/orders/{*}'],
        encrypted: true,
        verdict: { decision: 'allow', by: { name: 'orders' } },
      },
      { methods: ['POST'], paths: ['/orders'] },
    ])
  })

  it('shows a denial with a request that another caller may send', () => {
    const [row] = at(rowsOf(), 'shop/ledger', 'shop/orders')
    expect(row).toMatchObject({ decision: 'deny', verdict: { status: 403 } })
    expect(row?.accessRequest.client.principal).toBe('shop.example/ns/shop/sa/ledger')
  })

  it('lists the requests that a DENY policy denies', () => {
    const text = `${policy('  rules: [{ from: [{ source: { principals: [shop.example/ns/shop/sa/web] } }] }]')}
---
${policy("  action: DENY\n  rules: [{ to: [{ operation: { methods: [DELETE], paths: ['/orders/{*}'] } }] }]", 'closed')}`
    expect(at(rowsOf({ with: text }), 'shop/web', 'shop/orders')).toMatchObject([
      { methods: ['*'], paths: ['*'], except: ['DELETE /orders/{*}'] },
    ])
  })

  it('marks plaintext access', () => {
    const text = `${policy('  rules: [{}]')}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: PERMISSIVE } }`
    const rows = rowsOf({ with: text })
    expect(at(rows, 'a caller without a certificate', 'shop/orders')).toMatchObject([
      { decision: 'allow', encrypted: false },
    ])
    expect(at(rows, 'shop/web', 'shop/orders')).toMatchObject([{ encrypted: true }])
  })

  it('shows the token that the edge requires', () => {
    const rows = at(rowsOf(), 'an external client', 'edge/ingress')
    expect(rows.map(({ token }) => token)).toEqual([null, 'https://id.shop.example/*'])
  })

  it('allows every caller at a workload without a sidecar', () => {
    const text = ['apiVersion: v1', 'kind: Namespace', 'metadata: { name: shop }'].join('\n')
    const [row] = at(rowsOf({ with: text }), 'a caller without a certificate', 'shop/orders')
    expect(row).toMatchObject({ decision: 'allow', encrypted: false })
  })
})
