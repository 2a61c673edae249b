import { describe, expect, it } from 'vitest'
import { helm, titled, without } from '../../test/render.ts'
import type { Damaged } from './damage.ts'
import { damage } from './damage.ts'
import { everyDamagedValue, fuzzValues, impossibleValues } from './fuzz.ts'
import { randomOf } from './random.ts'
import { verdictOn } from './verdict.ts'

const cases = 50

it.skipIf(without)(
  titled(`${cases} damaged values are refused with their path`),
  { timeout: 60_000 },
  async () => {
    expect(await fuzzValues({ helm, cases, seed: 1_000 })).toEqual([])
  },
)

it.skipIf(without)(
  titled('null, an unknown key and each wrong type are refused in every place, with its path'),
  { timeout: 120_000 },
  async () => {
    expect(await everyDamagedValue(helm)).toEqual([])
  },
)

describe('a verdict', () => {
  const at = (path: Damaged['path'], fault: Damaged['fault'], said: string | undefined) =>
    verdictOn({ chart: 'stoa', fault, path, values: {} }, said)

  it('is that values are rendered, where Helm says nothing against them', () => {
    expect(at(['quota', 'enabled'], 'wrong type', undefined)).toBe('rendered')
  })

  it.each([
    [['quota', 'enabled'], 'wrong type', "- at '/quota/enabled': got string, want boolean"],
    [['workload', 'stop'], 'wrong type', "workload:\n- at '/stop': got string, want object"],
    [['workload'], 'wrong type', 'type mismatch on workload: %!t(float64=5)'],
    [['a', 'b/c'], 'wrong type', "at '/a/b~1c': got null, want string"],
    [['edge', 'colour'], 'unknown key', "at '/edge': additional properties 'colour' not allowed"],
    [['quota', 'reserve'], 'null', "at '/quota': missing property 'reserve'"],
    [['quota'], 'null', "at '': missing property 'quota'"],
    [['workload', 'stop', 'graceSeconds'], 'impossible', 'workload.stop.graceSeconds of orders: 5'],
    [['locality', 'failover', 0, 'to'], 'impossible', 'locality.failover.0.to: expected another'],
    [['port'], 'impossible', "at '/port': 'not' failed"],
  ] as const)('is that %j is refused with its path (%s)', (path, fault, said) => {
    expect(at(path, fault, said)).toBe('refused')
  })

  it.each([
    [['workload', 'image'], 'null', 'nil pointer evaluating interface {}.tag'],
    [['quota', 'enabled'], 'wrong type', "at '/edge/hosts': got string, want array"],
    [['edge', 'colour'], 'unknown key', "at '/edge': additional properties 'color' not allowed"],
    [['edge', 'colour'], 'unknown key', "at '/quota': additional properties 'colour' not allowed"],
    [['workload', 'stop', 'graceSeconds'], 'impossible', 'Deployment.apps "orders" is invalid'],
    [['locality', 'failover', 0, 'to'], 'impossible', 'locality.failover.0.total: expected'],
  ] as const)('is that %j is refused without it (%s)', (path, fault, said) => {
    expect(at(path, fault, said)).toBe('refused without the path')
  })
})

it.skipIf(without)(
  titled('every value that is impossible is refused with its path, by each chart'),
  { timeout: 120_000 },
  async () => {
    expect(await impossibleValues(helm)).toEqual([])
  },
)

const workload = {
  ...{ stop: {}, settings: {}, image: {}, nodeSelector: {}, metrics: { labels: {} } },
  ...{ autoscaling: {}, disruption: {}, migrations: {}, secretNames: {} },
  networkPolicy: { callers: [{}], callees: [{}], broker: {} },
  tolerations: [{}],
}

const ofStoa = {
  ...{ edge: { hosts: [], certificate: {} }, dashboards: { labels: {} }, alerts: { labels: {} } },
  services: { orders: { workload: { networkPolicy: {} } } },
  locality: { failover: [{}, {}] },
}

it('damage follows from the seed, and is one fault in one place', () => {
  const valid = { a: { b: 1 }, list: [{ c: 'text' }], labels: { x: 'y' }, workload, ...ofStoa }
  const faults = new Set<string>()
  for (let seed = 0; seed < 1_000; seed++) {
    const damaged = damage('stoa', valid, randomOf(seed))
    expect(damage('stoa', valid, randomOf(seed))).toEqual(damaged)
    expect(damaged.values).not.toEqual(valid)
    faults.add(`${damaged.fault} ${damaged.path.join('.')}`)
  }
  expect(faults).toContain('wrong type list.0.c')
  expect(faults).toContain('unknown key list.0.colour')
  expect(faults).toContain('null a.b')
  expect([...faults].filter((one) => /^(null|unknown key) labels\./.test(one))).toEqual([])
})
