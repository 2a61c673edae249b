import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import {
  addresses,
  helm,
  renderPlatform,
  renderText,
  titled,
  variablesOf,
  without,
} from '../../test/render.ts'
import { runHelm } from '../../test/run-helm.ts'
import { chart, profiles, renderArguments } from '../profiles.ts'

describe.skipIf(without)(titled('values that the chart refuses, with their path'), () => {
  it.each([
    ['an unknown key', 'workload.autoscalling.enabled=true', "'autoscalling' not allowed"],
    ['a wrong type', 'workload.autoscaling.maxReplicas=many', "at '/autoscaling/maxReplicas'"],
    ['a service that does not exist', 'services.odrers.size.replicas=2', "'odrers' not allowed"],
    ['a development service', 'services.sandbox.size.replicas=1', "'sandbox' not allowed"],
    ['an unknown key of a service', 'services.orders.sise.cpu=1', "at '/services/orders'"],
    ['the issuer of the laptop', 'tokens.issuer=https://sandbox.stoa.test', "at '/tokens/issuer'"],
    ['keys over plaintext', 'tokens.jwksUri=http://id.shop.example/keys', "at '/tokens/jwksUri'"],
    ['no host', 'edge.hosts=null', "'hosts'"],
    ['a default that null takes away', 'workload.logLevel=null', "missing property 'logLevel'"],
    ['a default of one of a group', 'workload.image.registry=null', "at '/image': missing"],
    ['a toleration that is none', 'workload.tolerations[0].kye=a', "'kye' not allowed"],
    ['more replicas than any cluster has', 'services.orders.size.replicas=1001', "size/replicas'"],
    [
      'a second exporter',
      'services.exporter.size.replicas=2',
      'size.replicas of exporter: expected 1',
    ],
    ['more memory than any node has', 'services.orders.size.memory=10000Gi', "size/memory'"],
    ['a quota that is none', 'quota.reserve.pods=100000000000', "at '/quota/reserve/pods'"],
    ['a wrong image', 'workload.image.digest=latest', "at '/image/digest'"],
    [
      'one image for every service',
      `workload.image.digest=sha256:${'0'.repeat(64)}`,
      'workload.image.digest: expected none',
    ],
    [
      'a service without policies where the namespace denies by default',
      'services.orders.workload.networkPolicy.enabled=false',
      'services.orders.workload.networkPolicy.enabled: expected true',
    ],
  ])('%s', (_, set, said) => {
    expect(() => renderText('small', `--set=${set}`)).toThrow(said)
  })

  it('a `workload` in the site of which every line is a comment, which would take away what a profile says', () => {
    const site = join(mkdtempSync(join(tmpdir(), 'stoa-site-')), 'stoa.yaml')
    writeFileSync(site, 'workload:\n#  logLevel: debug\n')
    for (const profile of profiles)
      expect(() => renderText(profile, `--values=${site}`)).toThrow(
        "at '/workload': missing property 'defaults'",
      )
  })

  it('a service.yaml with a wrong field', () => {
    const args = ['template', 'orders', chart('service'), `--values=services/orders/service.yaml`]
    const render = (...more: string[]) => runHelm(helm, [...args, ...more])
    expect(render()).toContain('kind: Deployment')
    expect(() => render('--set=port=80')).toThrow("at '/port'")
    expect(() => render('--set=colour=red')).toThrow("'colour' not allowed")
    expect(() => render(`--set=name=${'a'.repeat(64)}`)).toThrow("at '/name'")
  })

  it('no issuer: a platform trusts nobody by itself', () => {
    expect(() => runHelm(helm, ['template', ...renderArguments('small', [])])).toThrow(
      "at '/tokens/issuer'",
    )
  })

  it('another namespace than the one that the policies name', () => {
    expect(() => renderText('small', '--namespace=shop')).toThrow('into the namespace commerce')
  })
})

it.skipIf(without).each(profiles)(titled('helm lint finds nothing in %s'), (profile) => {
  const said = runHelm(helm, ['lint', '--strict', ...renderArguments(profile, [addresses])])
  expect(said).toContain('0 chart(s) failed')
})

it.skipIf(without)(titled('the digest of one service pins its image alone'), () => {
  const digest = `sha256:${'0'.repeat(64)}`
  const text = renderText('small', `--set=services.orders.workload.image.digest=${digest}`)
  const pinned = [...text.matchAll(/image: (\S+)@sha256/g)].map(([, image]) => image)
  expect(new Set(pinned)).toEqual(new Set([expect.stringContaining('/orders:')]))
})

it.skipIf(without)(
  titled('a service has no policies where the namespace does not deny by default'),
  () => {
    const off = '--set=workload.networkPolicy.enabled=false'
    const one = '--set=services.orders.workload.networkPolicy.enabled=false'
    const policies = renderPlatform('small', off, one).filter(
      ({ kind }) => kind === 'NetworkPolicy',
    )
    expect(policies).toEqual([])
  },
)

it.skipIf(without)(titled('KEDA may read the lag wherever it scales a service'), () => {
  const mayRead = (...args: readonly string[]) =>
    renderPlatform('small', ...args).some(
      ({ kind, metadata }) => kind === 'AuthorizationPolicy' && metadata.name === 'autoscaling',
    )
  const all = '--set=workload.autoscaling.enabled=true'
  const orders = 'services.orders.workload.autoscaling'
  expect(mayRead()).toBe(false)
  expect(mayRead(`--set=${orders}.enabled=true`)).toBe(true)
  expect(mayRead(`--set=${orders}.enabled=true,${orders}.keda=false`)).toBe(false)
  expect(mayRead(all)).toBe(true)
  expect(mayRead(all, '--set=workload.autoscaling.keda=false')).toBe(false)
})

it.skipIf(without)(titled('one service can be changed alone'), () => {
  const change = '--set=services.orders.size.replicas=5,services.orders.workload.logLevel=debug'
  const deployments = renderPlatform('small', change).filter(({ kind }) => kind === 'Deployment')
  const of = (name: string) => {
    const spec = deployments.find(({ metadata }) => metadata.name === name)?.spec
    const level = variablesOf(spec.template.spec).find((one) => one.name === 'LOG_LEVEL')
    return [spec.replicas, level?.value]
  }
  expect(of('orders')).toEqual([5, 'debug'])
  expect(of('payments')).toEqual([1, 'info'])
})

const schemaOf = (name: string) =>
  JSON.parse(readFileSync(join(chart(name), 'values.schema.json'), 'utf8'))
const validate = new Ajv({ strict: false, allErrors: true }).compile(schemaOf('stoa'))
const defaultsOf = (name: string) => parse(readFileSync(join(chart(name), 'values.yaml'), 'utf8'))
const validOnce = {
  ...defaultsOf('stoa'),
  edge: { hosts: ['shop.example'], certificate: { issuer: 'letsencrypt' } },
  tokens: {
    ...{ issuer: 'https://id.shop.example', audience: 'stoa' },
    jwksUri: 'https://id.shop.example/keys',
  },
  workload: { ...defaultsOf('workload'), ...defaultsOf('stoa').workload },
  services: { orders: { size: { replicas: 3 }, workload: { logLevel: 'debug' } } },
}
const valid = () => structuredClone(validOnce)

/** Every path to a value, and to an object in which a key may be added. */
function pathsIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [path]
  return [path, ...Object.entries(value).flatMap(([key, one]) => pathsIn(one, [...path, key]))]
}
/** Maps whose keys and values a user is free to choose, and lists of what Kubernetes defines. */
const free = /labels|settings|nodeSelector|tolerations|global/
const paths = pathsIn(valid()).filter((path) => path.length > 0 && !free.test(path.join('.')))

function change(path: readonly string[], to: unknown): unknown {
  const values = valid()
  const holder = path.slice(0, -1).reduce((inner, key) => inner[key], values)
  holder[path.at(-1) ?? ''] = to
  return values
}

it('the defaults are valid', () => {
  expect(validate(valid()) || validate.errors).toBe(true)
})

it.each([
  ['workload.image.registry', 'localhost:5001'],
  ['workload.image.registry', 'registry.example:5000/shop/stoa_1'],
  ['workload.image.registry', '[fd00::1]:5000/shop'],
  ['workload.image.registry', 'my_shop'],
  ['workload.image.registry', 'Registry.Example.com/shop'],
  ['workload.image.registry', '[FD00::1]:5000/shop'],
  ['workload.image.pullSecrets', ['registry.example']],
  ['workload.secretNames', { database: 'orders.database', databaseCa: 'shop.ca' }],
  ['workload.priorityClassName', 'shop.high'],
  [
    'workload.tolerations',
    [
      { key: 'shop.example/pool', value: '' },
      { operator: 'Exists', key: '' },
    ],
  ],
  ['workload.metrics.labels', { release: 'monitoring', 'shop.example/team': '' }],
  ['workload.nodeSelector', { 'app.kubernetes.io/name': 'node' }],
  ['alerts.labels', { 'app.kubernetes.io/component': 'alerts' }],
])('%s may be %j, which a cluster admits', (path, value) => {
  expect(validate(change(path.split('.'), value)) || validate.errors).toBe(true)
})

it('a value of another type is refused with its path, in 500 cases', () => {
  const wrong = fc.constantFrom(null, [[]], { nobody: 1 }, -1.5)
  fc.assert(
    fc.property(fc.constantFrom(...paths), wrong, (path, value) => {
      expect(validate(change(path, value))).toBe(false)
      const at = validate.errors?.map(({ instancePath }) => instancePath) ?? []
      expect(at.some((one) => one.startsWith(`/${path.join('/')}`))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

it('an unknown key is refused with its path, in 500 cases', () => {
  const objects = paths.filter((path) => {
    const found = path.reduce((inner, key) => inner[key], validOnce)
    return found !== null && typeof found === 'object' && !Array.isArray(found)
  })
  const key = fc.string({ minLength: 1 }).filter((one) => !/^(global|__proto__)$/.test(one))
  fc.assert(
    fc.property(fc.constantFrom(...objects), key, (path, name) => {
      fc.pre(
        !Object.hasOwn(
          path.reduce((inner, one) => inner[one], valid()),
          name,
        ),
      )
      expect(validate(change([...path, name], 1))).toBe(false)
      expect(validate.errors?.map(({ instancePath }) => instancePath)).toContain(
        `/${path.join('/')}`,
      )
    }),
    { numRuns: 500 },
  )
})
