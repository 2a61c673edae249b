import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseService, readTopology, serviceSchema } from '@stoa/topology'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import {
  helm,
  type KubernetesObject,
  objectsIn,
  renderPlatform,
  titled,
  variablesOf,
  without,
} from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { deployedServices } from '../deployed.ts'
import { chart, profiles } from '../profiles.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-service-'))
afterAll(() => rmSync(folder, { recursive: true }))

const plain = {
  ...{ name: 'gifts', port: 4321, owner: 'checkout', calls: [], publishes: [], consumes: [] },
  ...{ slo: { availability: 99 }, size: { cpu: '100m', memory: '128Mi', replicas: 2 } },
}

/** The objects of one service, whose service.yaml is that of the example but for `changes`. */
function render(changes: object = {}): KubernetesObject[] {
  const file = join(folder, 'service.yaml')
  writeFileSync(file, stringify({ ...plain, ...changes }))
  return objectsIn(runHelm(helm, ['template', 'gifts', chart('service'), `--values=${file}`]))
}

const faultsOf = (changes: object) => {
  const all = { ...plain, ...changes }
  return parseService(stringify(all), all.name).faults
}

describe.skipIf(without)(titled('a service.yaml is refused'), () => {
  it('that has the name of an object of the charts beside the services', () => {
    const kinds = new Set(render({ database: 'gifts' }).map(({ kind }) => kind))
    const names = deployedServices(readTopology()).map(({ name }) => name)
    const others = profiles
      .flatMap((profile) => renderPlatform(profile))
      .filter(({ kind, metadata }) => kinds.has(kind) && metadata.namespace === 'commerce')
      .map(({ metadata: { name } }) => name.replace(/-migration$/, ''))
      .filter((name) => !names.includes(name) && !names.some((one) => name.startsWith(`${one}-`)))
    expect(others).toContain('otel-collector')
    for (const name of new Set(others))
      expect([name, ...faultsOf({ name })]).toEqual([name, expect.stringContaining('name of')])
  })

  it('that declares a variable which the chart sets', () => {
    const everything = {
      ...{ database: 'gifts', replicaReads: { maxLagMs: 500 }, publishes: ['gift.sent'] },
    }
    const [deployment] = render(everything).filter(({ kind }) => kind === 'Deployment')
    const own = variablesOf(deployment?.spec.template.spec).map(({ name }) => name)
    expect(own.length).toBeGreaterThan(11)
    for (const name of own) {
      const said = expect.stringContaining(`the platform sets ${name} itself`)
      expect(faultsOf({ secrets: [name] })).toEqual([said])
      expect(faultsOf({ providers: { [name]: 'api.gift.example' } })).toEqual([said])
    }
  })

  it.each([
    ['a variable of the chart', { secrets: ['LOG_LEVEL'] }, "at '/secrets/0'"],
    [
      'a provider in a variable of the chart',
      { providers: { PATH: 'a.example' } },
      "invalid propertyName 'PATH'",
    ],
    ['an address', { providers: { GIFT_URL: '10.0.0.1' } }, "at '/providers/GIFT_URL'"],
    ['a name that is a boolean without its quotes', { name: 'true' }, "at '/name'"],
    ['a team of two words', { owner: 'Customer Care' }, "at '/owner'"],
    [
      'a variable that is a provider and a secret',
      { providers: { GIFT_URL: 'a.example' }, secrets: ['GIFT_URL'] },
      'secrets of gifts: GIFT_URL is declared in providers too',
    ],
    [
      'two providers with one name',
      { providers: { A_URL: 'a-b.example.com', B_URL: 'a.b.example.com' } },
      'providers of gifts: a-b.example.com and a.b.example.com have one name in a cluster, gifts-a-b-example-com',
    ],
  ])('by the chart of one service alone: %s', (_, changes, said) => {
    expect(() => render(changes)).toThrow(said)
  })
})

describe.skipIf(without)(titled('providers in a cluster'), () => {
  const egressOf = (...hosts: readonly string[]) =>
    render({
      providers: Object.fromEntries(hosts.map((host, index) => [`P${index}_URL`, host])),
    }).filter(({ kind }) => kind === 'ServiceEntry')

  it('have the name of the service and the host', () => {
    const names = egressOf('api.gift.example', 'api-m.gift.example').map((one) => one.metadata.name)
    expect(names.sort()).toEqual(['gifts-api-gift-example', 'gifts-api-m-gift-example'])
  })

  it('are told apart where their names are too long for a cluster', () => {
    const begin = `${'long-'.repeat(11)}x`
    const hosts = [`${begin}.one.example`, `${begin}.two.example`, `${'a-'.repeat(24)}b.example`]
    const entries = egressOf(...hosts)
    expect(entries.flatMap(({ spec }) => spec.hosts).sort()).toEqual(hosts.sort())
    const names = entries.map(({ metadata }) => metadata.name)
    expect(new Set(names).size).toBe(hosts.length)
    for (const name of names) expect(name).toMatch(/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/)
  })

  it('may have any valid host', () => {
    const host = `${`${'a'.repeat(62)}.`.repeat(3)}bank.example`
    expect(serviceSchema.parse({ ...plain, providers: { A_URL: host } }).providers).toBeDefined()
    expect(egressOf(host)[0]?.metadata.name).toMatch(/^gifts-a{46}-[0-9a-f]{10}$/)
  })
})
