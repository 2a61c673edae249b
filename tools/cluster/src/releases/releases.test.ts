import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology, repositoryRoot } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { profiles } from '../profiles.ts'
import { databaseValues } from './databases.ts'
import { callsOf, renderCall } from './helm-arguments.ts'
import { readReleases } from './read.ts'
import { orderFaults, releasesOf, releasesSchema } from './release.ts'
import { valuesFiles, valuesFolder } from './values.ts'

const releases = readReleases()
const named = (name: string) => releases.filter((release) => release.name === name)

describe('charts/third-party/releases.yaml', () => {
  it('is in an order that can be installed, in every profile', () => {
    for (const profile of profiles) expect(orderFaults(releasesOf(releases, profile))).toEqual([])
  })

  it('pins every chart of another project', () => {
    const others = releases.filter(({ repository }) => repository !== undefined)
    expect(others.length).toBeGreaterThan(10)
    for (const { version } of others) expect(version).toMatch(/^v?\d+\.\d+\.\d+$/)
  })

  it('has a release for every file of values', () => {
    const known = new Set(releases.map(({ name }) => name))
    const files = readdirSync(join(repositoryRoot, valuesFolder))
    expect(files.filter((file) => !known.has(file.split('.')[0] ?? ''))).toEqual([])
  })

  it('leaves the namespaces of ours, with their labels, to the release that makes them', () => {
    const created = releases.filter((release) => {
      const step = { release, action: { type: 'install' as const }, reason: '' }
      const [call] = callsOf(step, { context: 'here', valuesOf: () => [] })
      return call?.includes('--create-namespace')
    })
    expect(created.map(({ name }) => name)).toEqual(['namespaces'])
  })

  it('has Pod Security said for every namespace, restricted but for the agents of the nodes and the plugin of Istio', () => {
    const text = readFileSync(join(repositoryRoot, 'charts/namespaces.yaml'), 'utf8')
    const levels = parseAllDocuments(text).map((one) => {
      const { name, labels } = one.toJS().metadata
      return [name, labels['pod-security.kubernetes.io/enforce']] as const
    })
    const used = releases.map(({ namespace }) => namespace).filter((name) => name !== 'default')
    expect(levels.map(([name]) => name).sort()).toEqual(
      [...new Set([...used, 'istio-ingress'])].sort(),
    )
    expect(levels.filter(([, level]) => level !== 'restricted')).toEqual([
      ['node-agents', 'privileged'],
      ['istio-system', 'privileged'],
    ])
  })

  it('takes over namespaces that somebody made and labelled, and nothing else', () => {
    const forced = releases.filter((release) => {
      const step = { release, action: { type: 'install' as const }, reason: '' }
      return callsOf(step, { context: 'here', valuesOf: () => [] })
        .flat()
        .includes('--force-conflicts')
    })
    expect(forced.map(({ name }) => name)).toEqual(['namespaces'])
  })

  it('is compared with the cluster before the Secrets of the services are there', () => {
    const target = { context: 'here', valuesOf: () => [] }
    const calls = named('stoa').map((release) => renderCall(release, target, false))
    expect(calls.flat()).toContain('--set=requireSecrets=false')
  })

  it('has a values file only of profiles that there are', () => {
    const layers = readdirSync(join(repositoryRoot, valuesFolder)).map((file) => file.split('.'))
    const strange = layers.filter(
      ([, layer]) => layer !== 'yaml' && !profiles.some((profile) => profile === layer),
    )
    expect(strange).toEqual([])
  })

  it.each([
    ['cert-manager', { crds: { keep: true } }],
    ['external-secrets', { crds: { annotations: { 'helm.sh/resource-policy': 'keep' } } }],
    ['keda', { crds: { additionalAnnotations: { 'helm.sh/resource-policy': 'keep' } } }],
  ])('keeps the definitions of %s when it is removed, and every object of them', (name, kept) => {
    const values = readFileSync(join(repositoryRoot, valuesFolder, `${name}.yaml`), 'utf8')
    expect(parse(values)).toMatchObject(kept)
  })

  it('sets up redirection on the nodes, so that pods pass `restricted`', () => {
    const values = readFileSync(join(repositoryRoot, valuesFolder, 'istiod.yaml'), 'utf8')
    expect(parse(values)).toMatchObject({ pilot: { cni: { enabled: true } } })
    expect(named('istiod')[0]?.after).toContain('istio-cni')
  })
})

describe('a list of releases', () => {
  const one = {
    ...{ name: 'a', namespace: 'n', chart: 'a', after: [], ready: 'it runs', waitMinutes: 1 },
    ...{ repository: 'https://charts.example', version: '1.0.0' },
  }
  it.each([
    ['a range instead of a version', { ...one, version: '^1.0.0' }],
    ['a repository without a version', { ...one, version: undefined }],
    ['a key that is unknown', { ...one, versoin: '1.0.0' }],
    ['a repository without TLS', { ...one, repository: 'http://charts.example' }],
    ['a profile that is unknown', { ...one, profiles: ['huge'] }],
  ])('is refused with %s', (_what, release) => {
    expect(releasesSchema.safeParse({ releases: [one] }).success).toBe(true)
    expect(releasesSchema.safeParse({ releases: [release] }).success).toBe(false)
  })

  it('is refused where a release is listed twice, or before one that it needs', () => {
    const [a] = releasesSchema.parse({ releases: [one] }).releases
    if (!a) throw new Error('the release is missing')
    expect(orderFaults([a, a])).toEqual(['a is listed twice'])
    expect(
      orderFaults([
        { ...a, after: ['b'] },
        { ...a, name: 'b' },
      ]),
    ).toEqual(['a comes after b, which is not listed before it'])
  })
})

describe('the values of a release', () => {
  const root = mkdtempSync(join(tmpdir(), 'stoa-values-'))
  const site = {
    profile: 'small',
    folder: undefined,
    derivedFolder: join(root, 'derived'),
  } as const

  it('hold files of ours below a key: YAML as an object, another file as text', () => {
    writeFileSync(join(root, 'some.yaml'), 'a: [1]')
    writeFileSync(join(root, 'some.conf'), 'a { }\n')
    const [release] = releases
    if (!release) throw new Error('there is no release')
    const below = { 'x.y': 'some.yaml', 'data.some\\.conf': 'some.conf' }
    const files = valuesFiles({ ...release, below }, site, root)
    expect(files.map((file) => parse(readFileSync(file, 'utf8')))).toEqual([
      { x: { y: { a: [1] } } },
      { data: { 'some.conf': 'a { }\n' } },
    ])
  })

  it('are refused where such a file is missing', () => {
    const [release] = releases
    if (!release) throw new Error('there is no release')
    expect(() => valuesFiles({ ...release, below: { x: 'absent.conf' } }, site, root)).toThrow(
      'absent.conf is missing',
    )
  })

  it('go from what is derived to the profile and to the site', () => {
    writeFileSync(join(root, 'istiod.yaml'), '{}')
    const files = named('istiod').flatMap((release) =>
      valuesFiles(release, { ...site, profile: 'multi-region', folder: root }),
    )
    expect(files.map((file) => file.split('/').slice(-2).join('/'))).toEqual([
      ...['values/istiod.yaml', 'values/istiod.production.yaml'],
      `${root.split('/').at(-1)}/istiod.yaml`,
    ])
    expect(files.every((file) => existsSync(file))).toBe(true)
  })
})

describe('the databases', () => {
  it('are one for each service that has one, with a role of its own', () => {
    const { services } = readTopology()
    const values = databaseValues(services) as {
      cluster: { roles: { name: string; passwordSecret: { name: string } }[] }
      databases: { name: string; owner: string }[]
    }
    const owners = services.filter(
      (service) => service.database !== undefined && !('development' in service),
    )
    expect(owners.length).toBeGreaterThan(3)
    for (const { database } of owners) {
      expect(values.databases).toContainEqual(
        expect.objectContaining({ name: database, owner: database }),
      )
      expect(values.cluster.roles).toContainEqual(
        expect.objectContaining({ name: database, passwordSecret: { name: `role-${database}` } }),
      )
    }
  })

  it('give a monitor every view of statistics, and nothing else', () => {
    const [orders] = readTopology().services
    if (!orders) throw new Error('there is no service')
    const { database: _, ...monitor } = {
      ...orders,
      name: 'watch',
      monitors: ['database' as const],
    }
    expect(databaseValues([monitor])).toMatchObject({
      cluster: { roles: [{ name: 'watch', inRoles: ['pg_monitor'] }] },
    })
  })

  it('keep rows and parameters out of the log as on the laptop', () => {
    expect(databaseValues([])).toMatchObject({
      cluster: {
        initdb: { postInitSQL: ['alter role all set log_min_messages = log'] },
        postgresql: { parameters: { log_error_verbosity: 'terse', log_parameter_max_length: '0' } },
      },
    })
  })

  it('leave out a service for development', () => {
    const [orders] = readTopology().services
    if (!orders) throw new Error('there is no service')
    const sandbox: typeof orders = Object.assign({ development: true }, orders)
    expect(databaseValues([sandbox])).toMatchObject({ cluster: { roles: [] }, databases: [] })
  })
})
