import { expect, it } from 'vitest'
import { type Endpoint, permits } from './permits.ts'
import { parseNetworkPolicy } from './policy.ts'

const endpoint = (name: string, namespace = 'commerce', ip = '10.244.0.9'): Endpoint => ({
  ...{ namespace, ip },
  namespaceLabels: { 'kubernetes.io/metadata.name': namespace },
  labels: { app: name },
})
const gateway = endpoint('gateway')
const orders = endpoint('orders')
const policy = (spec: object, namespace = 'commerce') =>
  parseNetworkPolicy({ metadata: { name: 'a', namespace }, spec: { podSelector: {}, ...spec } })
const toOrders = (ingress: object[]) =>
  policy({ podSelector: { matchLabels: { app: 'orders' } }, ingress })
const from = (app: string, namespace?: string) => ({
  podSelector: { matchLabels: { app } },
  ...(namespace && {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  }),
})
const port = { number: 4001, name: 'http' }

it('without policies everything is permitted, and a policy of another namespace or pod changes nothing', () => {
  expect(permits([], gateway, orders, port)).toBe(true)
  expect(permits([policy({}, 'other')], gateway, orders, port)).toBe(true)
  const other = policy({ podSelector: { matchLabels: { app: 'x' } } })
  expect(permits([other], gateway, orders, port)).toBe(true)
})

it('a selected pod accepts what one rule of any policy permits, by peer and by port', () => {
  const policies = [policy({}), toOrders([{ from: [from('gateway')], ports: [{ port: 4001 }] }])]
  expect(permits(policies, gateway, orders, port)).toBe(true)
  expect(permits(policies, endpoint('payments'), orders, port)).toBe(false)
  expect(permits(policies, gateway, orders, { number: 4002 })).toBe(false)
  expect(permits(policies, gateway, orders, { ...port, protocol: 'UDP' })).toBe(false)
  expect(permits(policies, endpoint('gateway', 'other'), orders, port)).toBe(false)
})

it('the caller must be permitted as well', () => {
  const closed = policy({
    policyTypes: ['Egress'],
    podSelector: { matchLabels: { app: 'gateway' } },
  })
  expect(permits([closed], gateway, orders, port)).toBe(false)
  expect(permits([closed], endpoint('payments'), orders, port)).toBe(true)
  const open = policy({ policyTypes: ['Egress'], egress: [{ to: [from('orders')] }] })
  expect(permits([closed, open], gateway, orders, port)).toBe(true)
})

it('namespaces, named ports, ranges, expressions and address blocks are understood', () => {
  const edge = endpoint('edge', 'istio-ingress')
  const rules = (...ingress: object[]) => [toOrders(ingress)]
  expect(permits(rules({ from: [from('edge', 'istio-ingress')] }), edge, orders, port)).toBe(true)
  expect(permits(rules({ from: [{ namespaceSelector: {} }] }), edge, orders, port)).toBe(true)
  expect(permits(rules({ ports: [{ port: 'http' }] }), edge, orders, port)).toBe(true)
  expect(permits(rules({ ports: [{ port: 4000, endPort: 4010 }] }), edge, orders, port)).toBe(true)
  expect(permits(rules({ ports: [{ port: 4000 }] }), edge, orders, port)).toBe(false)
  const block = (cidr: string, except: string[] = []) =>
    rules({ from: [{ ipBlock: { cidr, except } }] })
  expect(permits(block('0.0.0.0/0'), edge, orders, port)).toBe(true)
  expect(permits(block('0.0.0.0/0', ['10.0.0.0/8']), edge, orders, port)).toBe(false)
  const expressions = [{ key: 'app', operator: 'NotIn', values: ['edge'] }]
  const notEdge = rules({ from: [{ podSelector: { matchExpressions: expressions } }] })
  expect(permits(notEdge, gateway, orders, port)).toBe(true)
  expect(permits(notEdge, endpoint('edge'), orders, port)).toBe(false)
})
