import { expect, test } from 'vitest'
import { serviceWorkload } from '../../../test/workloads.ts'
import { parseMeshFiles } from '../../model/parse-mesh.ts'
import { compile } from '../compile.ts'
import { type Protocol, rbacOf } from './rbac.ts'

const port = { servicePort: 4001, port: 24_001 }
const compiled = (
  spec: string,
  protocol: Protocol = 'http',
  action: 'ALLOW' | 'DENY' = 'ALLOW',
) => {
  const text = `apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: p, namespace: n }\nspec: ${spec}`
  const { AuthorizationPolicy, settings } = parseMeshFiles([{ file: 'a.yaml', text }])
  return rbacOf(AuthorizationPolicy, action, { settings, port, protocol })
}
const rule = (text: string, protocol: Protocol = 'http', action: 'ALLOW' | 'DENY' = 'ALLOW') =>
  JSON.stringify(compiled(`{ action: ${action}, rules: [${text}] }`, protocol, action))

test('without a policy of the action every request passes', () => {
  expect(compiled('{}', 'http', 'DENY')).toEqual({})
})

test('an empty spec is an ALLOW that matches nothing', () => {
  expect(compiled('{}')).toEqual({ rules: { action: 'ALLOW', policies: {} } })
})

test('an empty rule matches everything and has the name of its policy', () => {
  const anything = { permissions: [{ any: true }], principals: [{ any: true }] }
  expect(compiled('{ rules: [{}] }')).toEqual({
    rules: { action: 'ALLOW', policies: { 'ns[n]-policy[p]-rule[0]': anything } },
  })
})

test.each([
  ['cluster.local/ns/a/sa/b', '{"exact":"spiffe://cluster.local/ns/a/sa/b"}'],
  ['cluster.local/ns/a/*', '{"prefix":"spiffe://cluster.local/ns/a/"}'],
  ['"*/sa/b.c"', '{"safe_regex":{"regex":"spiffe://.*/sa/b\\\\.c"}}'],
  ['"*"', '{"safe_regex":{"regex":".+"}}'],
])('principal %s matches the SPIFFE ID', (principal, matcher) => {
  expect(rule(`{ from: [{ source: { principals: [${principal}] } }] }`)).toContain(
    `{"authenticated":{"principal_name":${matcher}}}`,
  )
})

test('a namespace matches completely, with literal dots and wildcard stars', () => {
  expect(rule('{ from: [{ source: { namespaces: [a.b*] } }] }')).toContain('".*/ns/a\\\\.b.*/.*"')
})

test('fields of one entry are combined with AND, their values with OR, and negated values with NOT OR', () => {
  const operation = '{ operation: { methods: [GET, PUT], notPaths: [/a] } }'
  expect(compiled(`{ rules: [{ to: [${operation}] }] }`)).toMatchObject({
    rules: {
      policies: {
        'ns[n]-policy[p]-rule[0]': {
          permissions: [
            {
              and_rules: {
                rules: [{ or_rules: { rules: [{}, {}] } }, { not_rule: { or_rules: {} } }],
              },
            },
          ],
        },
      },
    },
  })
})

test('a policy names the port of the workload, whatever port the proxy listens on; other ports never match', () => {
  expect(rule('{ to: [{ operation: { ports: ["4001"] } }] }')).toContain('"destination_port":24001')
  expect(rule('{ to: [{ operation: { ports: ["24001"] } }] }')).toContain(
    '{"not_rule":{"any":true}}',
  )
})

test('on TCP an ALLOW rule with an HTTP field is dropped completely', () => {
  const http =
    '{ from: [{ source: { principals: [a] } }], to: [{ operation: { methods: [GET] } }] }'
  expect(rule(http, 'tcp')).toBe('{"rules":{"action":"ALLOW","policies":{}}}')
  expect(rule('{ when: [{ key: "request.headers[a]", values: [b] }] }', 'tcp')).toContain(
    '"policies":{}',
  )
})

test('on TCP a DENY rule loses only its HTTP field, so it denies more', () => {
  const both =
    '{ from: [{ source: { principals: [a] } }], to: [{ operation: { methods: [GET] } }] }'
  const text = rule(both, 'tcp', 'DENY')
  expect(text).toContain('spiffe://a')
  expect(text).toContain('"permissions":[{"any":true}]')
})

test('hosts ignore case, a header with a star must be present, and a claim may be a text or a list', () => {
  expect(rule('{ to: [{ operation: { hosts: [A.b] } }] }')).toContain('"ignore_case":true')
  expect(rule('{ when: [{ key: "request.headers[x-a]", values: ["*"] }] }')).toContain(
    '"present_match":true',
  )
  expect(rule('{ when: [{ key: "request.auth.claims[a][b]", values: [c] }] }')).toContain(
    '[{"key":"payload"},{"key":"a"},{"key":"b"}]',
  )
})

test.each([
  ['uses gRPC', '{ name: x, envoyExtAuthzGrpc: { service: a.n.svc.cluster.local, port: 1 } }'],
  [
    'which is not a service of this mesh',
    '{ name: x, envoyExtAuthzHttp: { service: a.n.svc.cluster.local, port: 1 } }',
  ],
])('an external authorizer that cannot be called is refused: %s', (why, provider) => {
  const text = `apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: mesh }
spec: { meshConfig: { extensionProviders: [${provider}] } }
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: p, namespace: commerce }
spec: { action: CUSTOM, provider: { name: x }, rules: [{}] }`
  const model = parseMeshFiles([{ file: 'a.yaml', text }])
  const workload = serviceWorkload((name) => name, 'orders', 'orders', 1, 2)
  expect(() => compile(model, [workload], { meshSocket: 'm', caFile: 'c' })).toThrow(why)
})
