import { beforeAll, describe, expect, it } from 'vitest'
import { planOf } from '../src/probe/plan/plan.ts'
import { tricksOn } from '../src/probe/plan/tricks.ts'
import type { Probe } from '../src/probe/probe.ts'
import type { World } from '../src/world/world.ts'
import { ownSources, worldFrom } from './own-world.ts'

let world: World
let plan: readonly Probe[]

beforeAll(async () => {
  world = worldFrom(await ownSources())
  plan = planOf(world, world.operations ?? [])
})

const asked = (target: string) =>
  (world.operations ?? []).filter(({ service }) => `commerce/${service}` === target)
const sent = (target: string, path: string) =>
  plan.filter((one) => one.target === target && one.request?.path === path)

describe('the plan for our own mesh', () => {
  it('has at least 2,000 probes, none of them twice', () => {
    expect(plan.length).toBeGreaterThan(2_000)
    expect(new Set(plan.map((one) => JSON.stringify(one))).size).toBe(plan.length)
  })

  it('has every service ask every other for each of its operations, with its own certificate', () => {
    const names = world.inventory.workloads.map(({ namespace, name }) => `${namespace}/${name}`)
    for (const target of names.filter((name) => name.startsWith('commerce/'))) {
      for (const { method, path } of asked(target)) {
        const rows = sent(target, path.replace(/\{[^}]*\}/g, 'probe')).filter(
          ({ request, trick }) => request?.method === method && trick === 'as declared',
        )
        expect(new Set(rows.map(({ caller }) => caller))).toEqual(
          new Set([...names, ...rows.map(({ caller }) => caller)]),
        )
      }
    }
  })

  it('has every kind of identity for each operation, and expects of each what is due to it', () => {
    const rows = sent('commerce/orders', '/v1/orders/probe/cancel').filter(
      ({ request, trick }) => request?.method === 'POST' && trick === 'as declared',
    )
    const expected = Object.fromEntries(rows.map((one) => [one.identity, one.expected]))
    expect(expected).toEqual({
      right: 'application',
      "another's": '403',
      'name with the same beginning': '403',
      'same account of another namespace': '403',
      'another trust domain': 'closed',
      plaintext: 'closed',
      'TLS without certificate': 'closed',
      'expired certificate': 'closed',
      "another authority's certificate": 'closed',
      'certificate without URI': 'closed',
      'common name of another': '403',
      'forged x-forwarded-client-cert': '403',
    })
  })

  it('plays every trick on each operation, as who may and as who may not', () => {
    const names = tricksOn('/v1/orders/probe').map(({ name }) => name)
    const rows = plan.filter(
      ({ target, trick }) => target === 'commerce/orders' && names.includes(trick),
    )
    const played = (identity: string) =>
      new Set(rows.filter((one) => one.identity === identity).map(({ trick }) => trick))
    expect([...played("another's")].sort()).toEqual([...names].sort())
    expect(played('right')).toContain('/x/..')
    expect(rows.find(({ trick }) => trick === '%00')?.expected).toBe('400')
  })

  it('asks the edge with every token, and expects what the service behind it says', () => {
    const rows = sent('istio-ingress/istio-ingressgateway', '/v1/orders').filter(
      ({ request, trick }) => request?.method === 'GET' && trick === 'as declared',
    )
    expect(Object.fromEntries(rows.map((one) => [one.identity, one.expected]))).toEqual({
      'no token': '403',
      'token valid': 'application',
      'token expired': '401',
      "token signed with another's key": '401',
      "token another issuer's": '401',
      "token for another's audience": '403',
      'token malformed': '401',
    })
    const products = sent('istio-ingress/istio-ingressgateway', '/v1/products')
    const open = products.find(
      ({ identity, request }) => identity === 'no token' && request?.method === 'GET',
    )
    expect(open?.expected).toBe('application')
  })

  it('has a word for the broker from every caller', () => {
    const rows = plan.filter(({ target }) => target === 'commerce/nats')
    const reached = rows.filter(({ expected }) => expected === 'application')
    expect(reached.map(({ caller }) => caller).sort()).toEqual(
      ['catalog', 'customers', 'inventory', 'orders', 'payments', 'shipping'].map(
        (name) => `commerce/${name}`,
      ),
    )
    expect(rows.length).toBeGreaterThan(reached.length + 8)
  })
})
