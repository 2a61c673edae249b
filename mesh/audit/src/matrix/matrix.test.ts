import { describe, expect, it } from 'vitest'
import { correct, type Scene, worldOfScene } from '../../test/mesh-of.ts'

const rowsOf = (scene: Partial<Scene> = {}) =>
  worldOfScene({ name: 'matrix', ...scene }, correct).matrix()
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
  it('has a row for every caller and port, strangers and plaintext among them', () => {
    const callers = new Set(
      rowsOf()
        .filter(({ target }) => target.name === 'shop/orders')
        .map(({ caller }) => caller.name),
    )
    expect([...callers].sort()).toEqual([
      'an identity of another namespace',
      'edge/ingress',
      'shop/ledger',
      'shop/web',
      'somebody without certificate',
    ])
  })

  it('names methods and paths, each shown by a request that is let in', () => {
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

  it('shows a refusal by the request that somebody else may make', () => {
    const [row] = at(rowsOf(), 'shop/ledger', 'shop/orders')
    expect(row).toMatchObject({ decision: 'deny', verdict: { status: 403 } })
    expect(row?.question.client.principal).toBe('shop.example/ns/shop/sa/ledger')
  })

  it('tells what a DENY policy takes out', () => {
    const text = `${policy('  rules: [{ from: [{ source: { principals: [shop.example/ns/shop/sa/web] } }] }]')}
---
${policy("  action: DENY\n  rules: [{ to: [{ operation: { methods: [DELETE], paths: ['/orders/{*}'] } }] }]", 'closed')}`
    expect(at(rowsOf({ with: text }), 'shop/web', 'shop/orders')).toMatchObject([
      { methods: ['*'], paths: ['*'], except: ['DELETE /orders/{*}'] },
    ])
  })

  it('tells what goes in plaintext', () => {
    const text = `${policy('  rules: [{}]')}
---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: PERMISSIVE } }`
    const rows = rowsOf({ with: text })
    expect(at(rows, 'somebody without certificate', 'shop/orders')).toMatchObject([
      { decision: 'allow', encrypted: false },
    ])
    expect(at(rows, 'shop/web', 'shop/orders')).toMatchObject([{ encrypted: true }])
  })

  it('tells at the edge whose token it takes', () => {
    const rows = at(rowsOf(), 'somebody outside', 'edge/ingress')
    expect(rows.map(({ token }) => token)).toEqual([null, 'https://id.shop.example/*'])
  })

  it('lets everybody into a workload without sidecar', () => {
    const text = ['apiVersion: v1', 'kind: Namespace', 'metadata: { name: shop }'].join('\n')
    const [row] = at(rowsOf({ with: text }), 'somebody without certificate', 'shop/orders')
    expect(row).toMatchObject({ decision: 'allow', encrypted: false })
  })
})
