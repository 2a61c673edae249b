import { parseMeshFiles, type Workload } from '@stoa/mesh'
import { expect, it } from 'vitest'
import type { Caller } from './callers.ts'
import { compareDecisions } from './decisions.ts'
import type { Outcome } from './send.ts'

const model = parseMeshFiles([
  {
    file: 'orders.yaml',
    text: `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: orders, namespace: commerce }
spec:
  rules:
    - from: [{ source: { principals: [cluster.local/ns/commerce/sa/gateway] } }]
      to: [{ operation: { methods: [GET], paths: ['/v1/orders/{*}'] } }]
`,
  },
])
const workload: Workload = {
  ...{ instance: 'orders', service: 'orders', namespace: 'commerce', serviceAccount: 'orders' },
  ...{ labels: {}, kind: 'sidecar', adminSocket: 'a' },
  inbound: { address: '127.0.0.1', port: 2, servicePort: 4001, protocol: 'http' },
}
const operations = [
  { method: 'GET', path: '/v1/orders/x1' },
  { method: 'POST', path: '/v1/orders/x1' },
]
const services = [{ workload, operations, istiodPort: 1, ownPort: 2 }]
const principal = 'cluster.local/ns/commerce/sa/gateway'
const callerThat = (http: Caller['sender']['http']): readonly Caller[] => [
  {
    ...{ name: 'gateway', principal },
    sender: { http, tcp: async () => 'closed', close: () => undefined },
  },
]
const right = (method: string): Outcome => (method === 'GET' ? 200 : 403)

it('equal answers are no finding, and tell who may ask something of whom', async () => {
  const callers = callerThat(async (_, { method }) => right(method))
  expect(await compareDecisions(model, services, callers)).toEqual({
    ...{ findings: [], requests: 2, allowed: 1 },
    edges: [{ principal, service: 'orders', namespace: 'commerce', port: 4001 }],
  })
})

it('a request that one side alone answers in another way is found', async () => {
  const callers = callerThat(async (port, { method }) => (port === 1 ? 200 : right(method)))
  const { findings } = await compareDecisions(model, services, callers)
  expect(findings).toEqual([
    {
      check: 'decisions',
      subject: 'gateway → orders: POST /v1/orders/x1',
      what: "istiod's configuration answers 200, ours 403, the evaluator 403",
    },
  ])
})
