import { readTopology, usesBroker } from '@stoa/topology'
import { beforeAll, describe, expect, it } from 'vitest'
import type { AuditContext } from '../src/context/audit-context.ts'
import { pathVariants } from '../src/probe/plan/path-variants.ts'
import { planOf } from '../src/probe/plan/plan.ts'
import type { Probe } from '../src/probe/probe.ts'
import { contextFrom, ownSources } from './own-mesh.ts'

let context: AuditContext
let plan: readonly Probe[]

beforeAll(async () => {
  context = contextFrom(await ownSources())
  plan = planOf(context, context.operations ?? [])
})

const operationsOf = (target: string) =>
  (context.operations ?? []).filter(({ service }) => `commerce/${service}` === target)
const sent = (target: string, path: string) =>
  plan.filter((probe) => probe.target === target && probe.request?.path === path)

describe('the plan for our own mesh', () => {
  it('has at least 2,000 probes and no duplicates', () => {
    expect(plan.length).toBeGreaterThan(2_000)
    expect(new Set(plan.map((probe) => JSON.stringify(probe))).size).toBe(plan.length)
  })

  it('requests every operation of every service with each workload certificate', () => {
    const names = context.inventory.workloads.map(({ namespace, name }) => `${namespace}/${name}`)
    for (const target of names.filter((name) => name.startsWith('commerce/'))) {
      for (const { method, path } of operationsOf(target)) {
        const rows = sent(target, path.replace(/\{[^}]*\}/g, 'probe')).filter(
          ({ request, variant }) => request?.method === method && variant === 'as declared',
        )
        expect(new Set(rows.map(({ caller }) => caller))).toEqual(
          new Set([...names, ...rows.map(({ caller }) => caller)]),
        )
      }
    }
  })

  it('requests each operation with every kind of identity, and expects the answer of the policies', () => {
    const rows = sent('commerce/orders', '/v1/orders/probe/cancel').filter(
      ({ request, variant }) => request?.method === 'POST' && variant === 'as declared',
    )
    const expected = Object.fromEntries(rows.map((probe) => [probe.identity, probe.expected]))
    expect(expected).toEqual({
      'permitted identity': 'application',
      'other identity': '403',
      'account name with the same prefix': '403',
      'same account in another namespace': '403',
      'another trust domain': 'closed',
      plaintext: 'closed',
      'TLS without a certificate': 'closed',
      'expired certificate': 'closed',
      'certificate of another authority': 'closed',
      'certificate without a URI': 'closed',
      'common name of another identity': '403',
      'forged x-forwarded-client-cert': '403',
    })
  })

  it('sends every path variant of each operation, as a permitted and as another caller', () => {
    const names = pathVariants('/v1/orders/probe').map(({ name }) => name)
    const rows = plan.filter(
      ({ target, variant }) => target === 'commerce/orders' && names.includes(variant),
    )
    const probed = (identity: string) =>
      new Set(rows.filter((probe) => probe.identity === identity).map(({ variant }) => variant))
    expect([...probed('other identity')].sort()).toEqual([...names].sort())
    expect(probed('permitted identity')).toContain('/x/..')
    expect(rows.find(({ variant }) => variant === '%00')?.expected).toBe('400')
  })

  it('sends every kind of token to the edge, and expects the answer of the service behind it', () => {
    const rows = sent('istio-ingress/istio-ingressgateway', '/v1/orders').filter(
      ({ request, variant }) => request?.method === 'GET' && variant === 'as declared',
    )
    expect(Object.fromEntries(rows.map((probe) => [probe.identity, probe.expected]))).toEqual({
      'no token': '401',
      'token valid': 'application',
      'token expired': '401',
      'token signed with an unknown key': '401',
      'token from another issuer': '401',
      'token for another audience': '403',
      'token malformed': '401',
    })
    const products = sent('istio-ingress/istio-ingressgateway', '/v1/products')
    const open = products.find(
      ({ identity, request }) => identity === 'no token' && request?.method === 'GET',
    )
    expect(open?.expected).toBe('application')
  })

  it('asks for the statistics of every proxy as each workload, and expects them for Prometheus alone', () => {
    const names = context.inventory.workloads.map(({ namespace, name }) => `${namespace}/${name}`)
    for (const target of names) {
      const rows = plan.filter((probe) => probe.target === target && probe.port === 15_091)
      const read = rows.filter(({ expected }) => expected === 'application')
      expect(new Set(read.map(({ caller }) => caller))).toEqual(
        new Set(['observability/prometheus']),
      )
      expect(rows.map(({ caller }) => caller)).toEqual(expect.arrayContaining(names))
      const withQuery = rows.filter(({ variant }) => variant === 'query')
      expect(new Set(withQuery.map(({ expected }) => expected))).toEqual(new Set(['403', '404']))
    }
  })

  it('connects to the broker as every caller', () => {
    const rows = plan.filter(({ target, port }) => target === 'commerce/nats' && port === 4222)
    const reached = rows.filter(({ expected }) => expected === 'application')
    expect(reached.map(({ caller }) => caller).sort()).toEqual(
      readTopology()
        .services.filter(usesBroker)
        .map(({ name }) => `commerce/${name}`),
    )
    expect(rows.length).toBeGreaterThan(reached.length + 8)
  })
})
