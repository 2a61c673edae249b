import { expect, it } from 'vitest'
import { parsePod } from '../pod.ts'
import { checkNetwork, compareCallee, damagedPolicies } from './check-network.ts'
import { type NetworkPolicy, parseNetworkPolicy } from './policy.ts'

const endpointOf = (name: string) => ({
  pod: parsePod({
    ...{ apiVersion: 'v1', kind: 'Pod' },
    metadata: { name: `${name}-1`, namespace: 'commerce', labels: { app: name } },
    spec: { serviceAccountName: name, containers: [] },
  }),
  endpoint: {
    ...{ namespace: 'commerce', namespaceLabels: {}, labels: { app: name }, ip: '10.244.0.2' },
  },
})
const endpoints = ['orders', 'gateway', 'payments'].map(endpointOf)
const callee = { service: 'orders', namespace: 'commerce', port: 4001 }
const principal = (name: string) => `cluster.local/ns/commerce/sa/${name}`
const permitted = [{ ...callee, principal: principal('gateway') }]
const policyFor = (callers: readonly string[], port = 4001) =>
  parseNetworkPolicy({
    metadata: { name: 'orders', namespace: 'commerce' },
    spec: {
      podSelector: { matchLabels: { app: 'orders' } },
      ingress: [
        {
          from: callers.map((app) => ({ podSelector: { matchLabels: { app } } })),
          ports: [{ port }],
        },
      ],
    },
  })
const findings = (...callers: string[]) => findingsOf([policyFor(callers)])
const findingsOf = (policies: readonly NetworkPolicy[]) =>
  compareCallee(policies, endpoints, callee, permitted).flatMap(({ finding }) => finding ?? [])

it('policies that permit exactly the callers of the mesh are no finding', () => {
  expect(findings('gateway')).toEqual([])
})

it('a caller of the network alone, and one of the mesh alone, are found', () => {
  expect(findings('gateway', 'payments')).toMatchObject([
    {
      subject: `${principal('payments')} → orders:4001`,
      what: expect.stringContaining('no request'),
    },
  ])
  expect(findings('other')).toMatchObject([
    {
      subject: `${principal('gateway')} → orders:4001`,
      what: expect.stringContaining('no connection'),
    },
  ])
})

it('a port that no service listens on must be closed, to permitted callers as well', () => {
  const open = [policyFor(['gateway']), policyFor(['gateway'], 9999)]
  expect(findingsOf(open)).toMatchObject([{ subject: `${principal('gateway')} → orders:9999` }])
})

it('an installation of the charts without any policy is found; the laptop has none', () => {
  const found = (policies: readonly NetworkPolicy[], demand: 'demanded' | 'optional') =>
    checkNetwork(
      policies,
      endpoints.map(({ pod }) => pod),
      [callee],
      permitted,
      demand,
    ).findings.map(({ what }) => what)
  expect(found([], 'demanded')).toEqual([expect.stringContaining('has no NetworkPolicy')])
  expect(found([], 'optional')).toEqual([])
  for (const demand of ['demanded', 'optional'] as const)
    expect(found([policyFor(['gateway'])], demand).join()).not.toContain('has no NetworkPolicy')
})

it('a policy that is missing, and one that opens the namespace, are noticed', () => {
  const closed = parseNetworkPolicy({
    metadata: { name: 'deny-by-default', namespace: 'commerce' },
    spec: { podSelector: {}, policyTypes: ['Ingress'] },
  })
  const policies = [closed, policyFor(['gateway'])]
  expect(findingsOf(policies)).toEqual([])
  const [less, more] = damagedPolicies(policies, callee).map(({ those }) => findingsOf(those))
  expect(less).toMatchObject([
    {
      subject: `${principal('gateway')} → orders:4001`,
      what: expect.stringContaining('no connection'),
    },
  ])
  expect(more?.map(({ subject }) => subject)).toContain(`${principal('payments')} → orders:4001`)
})
