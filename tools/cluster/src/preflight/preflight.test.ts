import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun, readTopology } from '@stoa/topology'
import { afterAll, describe, expect, it } from 'vitest'
import { addresses, helm as helmProgram, titled, without } from '../../test/render.ts'
import type { Kubectl } from '../check/kubectl.ts'
import { type Profile, profiles } from '../profiles.ts'
import { makeDatabaseAuthority } from '../releases/database-authority.ts'
import { helmAt } from '../releases/helm-client.ts'
import { planOf } from '../releases/plan.ts'
import { readReleases } from '../releases/read.ts'
import { releasesOf } from '../releases/release.ts'
import { secretsOf } from '../releases/secrets.ts'
import { valuesFiles } from '../releases/values.ts'
import { mergedValues } from './merge-values.ts'
import { needsOfValues } from './needs-of-values.ts'
import { requireReady } from './preflight.ts'

const { services } = readTopology()
const releases = readReleases()
const folder = mkdtempSync(join(tmpdir(), 'stoa-preflight-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Secrets = Readonly<Record<string, Readonly<Record<string, string>>>>

/** An API server with Secrets, by `<namespace>/<name>`, what else `has` names, and objects, by `<kind> <name>`. */
const serverWith =
  (
    secrets: Secrets,
    has: readonly string[] = [],
    objects: Readonly<Record<string, object>> = {},
  ): Kubectl =>
  async (args) => {
    if (args[1] !== 'secrets') {
      const object = objects[args.slice(1, 3).join(' ')]
      if (object) return JSON.stringify(object)
      if (args.some((argument) => has.includes(argument))) return ''
      throw new CannotRun(`kubectl ${args.join(' ')}: Error from server (NotFound): not found`)
    }
    const namespace = args.find((one) => one.startsWith('--namespace='))?.split('=')[1]
    const items = Object.entries(secrets)
      .filter(([place]) => place.startsWith(`${namespace}/`))
      .map(([place, data]) => ({
        metadata: { name: place.split('/')[1] },
        data: Object.fromEntries(
          Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')]),
        ),
      }))
    return JSON.stringify({ items })
  }

const authority = await makeDatabaseAuthority()
const made = (profile: Profile): Secrets =>
  Object.fromEntries(
    secretsOf(services, profile, authority).map(({ metadata, stringData }) => [
      `${metadata.namespace}/${metadata.name}`,
      stringData,
    ]),
  )
const ofProviders: Secrets = Object.fromEntries(
  services.map(({ name, secrets = [] }) => [
    `commerce/${name}-providers`,
    Object.fromEntries(secrets.map((variable) => [variable, 'x'])),
  ]),
)
const certificate = { 'istio-ingress/edge-serving': { 'tls.crt': 'x', 'tls.key': 'x' } }
const ofProduction: Secrets = {
  'database/postgres-backups': { ACCESS_KEY_ID: 'x', ACCESS_SECRET_KEY: 'x' },
  'observability/grafana-admin': { 'admin-user': 'x', 'admin-password': 'x' },
}

const bucket = 'backups: { destinationPath: s3://backups, endpointURL: https://s3.example }'

interface Looked {
  readonly only?: readonly string[]
  /** The text of `<release>.yaml` of the site, by release. */
  readonly site?: Readonly<Record<string, string>>
}

function lookingFor(profile: Profile, kubectl: Kubectl, { only = [], site = {} }: Looked = {}) {
  const ofSite = mkdtempSync(join(folder, 'site-'))
  for (const [release, text] of Object.entries(site))
    writeFileSync(join(ofSite, `${release}.yaml`), text)
  const target = {
    context: 'here',
    valuesOf: (release: (typeof releases)[number]) => [
      ...(release.name === 'stoa' ? [addresses] : []),
      ...valuesFiles(release, { profile, folder: ofSite, derivedFolder: folder }),
    ],
  }
  const steps = planOf(releasesOf(releases, profile), [], { verb: 'install', only: [] }).filter(
    ({ release }) => only.length === 0 || only.includes(release.name),
  )
  const helm = helmAt(helmProgram)
  const named = Object.keys(site).length > 0 ? ofSite : undefined
  return requireReady(steps, { helm, kubectl, target, services, profile, site: named })
}

describe.skipIf(without)(titled('a plan is looked over before its first change'), () => {
  it('and finds nothing wrong where everything is there', async () => {
    const small = serverWith({ ...made('small'), ...ofProviders, ...certificate })
    await lookingFor('small', small)
    const secrets = { ...made('production'), ...ofProviders, ...ofProduction }
    const has = ['letsencrypt', '--raw=/apis/metrics.k8s.io/v1beta1']
    await lookingFor('production', serverWith(secrets, has), { site: { postgres: bucket } })
  })

  it('and names all that production lacks', async () => {
    const error = await lookingFor('production', serverWith({})).catch((one: unknown) => one)
    expect(error).toBeInstanceOf(CannotRun)
    const { message } = error as CannotRun
    for (const part of [
      'the Secret grafana-admin in observability: admin-user, admin-password',
      'the Secret postgres-backups in database: ACCESS_KEY_ID, ACCESS_SECRET_KEY',
      'the Secret postgres-authority in database: ca.crt, ca.key',
      'the Secret role-orders in database: username, password',
      'the Secret orders-broker in commerce: url, seed',
      'the Secret database-ca in commerce: ca.crt',
      'the Secret broker-keys in commerce: ',
      'the Secret payments-providers in commerce: STRIPE_API_KEY',
      'the ClusterIssuer letsencrypt',
      'the API metrics.k8s.io',
      'the value backups.destinationPath: the bucket',
      'the value backups.endpointURL: where its store answers, or backups.s3.region',
    ])
      expect(message).toContain(part)
  })

  it('and names what production adds to the Secrets of small', async () => {
    const secrets = serverWith({ ...made('small'), ...ofProviders, ...ofProduction }, [
      ...['letsencrypt', '--raw=/apis/metrics.k8s.io/v1beta1'],
    ])
    const asked = lookingFor('production', secrets, { site: { postgres: bucket } })
    const { message } = await asked.then(
      () => new Error('it was let through'),
      (error: Error) => error,
    )
    const named = [...message.matchAll(/the Secret (\S+) in commerce: (.+)/g)]
    const readers = services.filter(({ replicaReads }) => replicaReads !== undefined)
    expect(named.map(([, name, keys]) => `${name}: ${keys}`).sort()).toEqual(
      readers.map(({ name }) => `${name}-database: readUrl`).sort(),
    )
    expect(readers.length).toBeGreaterThan(0)
  })

  it('and names the certificate that nothing makes', async () => {
    const kubectl = serverWith({ ...made('small'), ...ofProviders })
    await expect(lookingFor('small', kubectl)).rejects.toThrow(
      'the Secret edge-serving in istio-ingress: tls.crt, tls.key',
    )
  })

  it('and names a key that a new service needs of the broker', async () => {
    const secrets: Secrets = { ...made('small'), ...ofProviders, ...certificate }
    const [[first, ...others] = []] = [Object.entries(secrets['commerce/broker-keys'] ?? {})]
    const keys = { 'commerce/broker-keys': Object.fromEntries(others) }
    await expect(
      lookingFor('small', serverWith({ ...secrets, ...keys }), { only: ['nats'] }),
    ).rejects.toThrow(`the Secret broker-keys in commerce: ${first?.[0]}`)
  })

  it('and names halves that do not match', async () => {
    const other = { 'database/role-orders': { username: 'orders', password: 'another' } }
    const secrets = { ...made('small'), ...ofProviders, ...certificate, ...other }
    await expect(lookingFor('small', serverWith(secrets))).rejects.toThrow(
      'commerce/orders-database: url does not match',
    )
  })

  it('and names the volumes that cannot become what the profile says', async () => {
    const objects = {
      'statefulsets.apps nats': {
        spec: {
          volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '50Gi' } } } }],
        },
      },
      'clusters.postgresql.cnpg.io postgres': { spec: { storage: { size: '100Gi' } } },
    }
    const kubectl = serverWith({ ...made('small'), ...ofProviders, ...certificate }, [], objects)
    const error = await lookingFor('small', kubectl).catch((one: unknown) => one)
    const { message } = error as CannotRun
    for (const part of [
      'set `config.jetstream.fileStore.pvc.size` to 50Gi in <site>/nats.yaml',
      'set `cluster.storage.size` to 100Gi in <site>/postgres.yaml',
    ])
      expect(message).toContain(part)
  })

  it('and names the path of a wrong value, which else is found at the last release but one', async () => {
    const kubectl = serverWith({ ...made('small'), ...ofProviders, ...certificate })
    const site = { stoa: 'edge: { hosts: shop.example }' }
    await expect(lookingFor('small', kubectl, { site })).rejects.toThrow("at '/edge/hosts'")
  })

  it('and names the option where no folder of a site was given', async () => {
    const said = (looked: Looked) =>
      lookingFor('small', serverWith({}), looked).catch(({ message }: Error) => message)
    expect(await said({})).toContain('--site DIR')
    expect(await said({ site: { postgres: '' } })).not.toContain('--site')
  })

  it.each([
    [
      'a region of AWS instead of an address',
      '{ destinationPath: s3://b, s3: { region: eu } }',
      [],
    ],
    ['no place of the backups', '{ endpointURL: https://s3.example }', ['backups.destinationPath']],
    ['no bucket to recover from', bucket, ['recovery.destinationPath', 'recovery.endpointURL']],
  ])('and names the values that Postgres needs: %s', async (_, backups, missing) => {
    const postgres = backups === bucket ? `mode: recovery\n${bucket}` : `backups: ${backups}`
    const secrets = { ...made('production'), ...ofProduction }
    const looking = lookingFor('production', serverWith(secrets), {
      ...{ only: ['postgres'], site: { postgres } },
    })
    const said = await looking.then(
      () => '',
      (error: Error) => error.message,
    )
    const named = [...said.matchAll(/the value (\S+):/g)].map(([, path]) => path)
    expect(named).toEqual(missing)
  })

  it('and names what contradicts in the values of two releases', async () => {
    const kubectl = serverWith({ ...made('production'), ...ofProduction }, ['stoa-foundation'])
    const postgres = bucket.replace('s3.example', 'minio.example:9000')
    const looking = (policies: string) =>
      lookingFor('production', kubectl, { only: ['postgres'], site: { postgres, policies } })
    await expect(looking('')).rejects.toThrow(
      'at port 9000, and the policies let out 443; add it to outbound.backups',
    )
    await looking('outbound: { backups: [9000] }')
  })

  it('and names the connections that do not fit into Postgres', async () => {
    const kubectl = serverWith({ ...made('small'), ...ofProviders, ...certificate })
    const site = { stoa: 'workload: { poolSize: 60 }' }
    const only = ['stoa']
    await expect(lookingFor('small', kubectl, { only, site })).rejects.toThrow(
      /the services may need \d{3} connections, and Postgres takes 150; raise it/,
    )
  })

  it.each([
    ['postgres', 'cluster: [', /postgres: .*postgres\.yaml cannot be read: /],
    ['postgres', '- cluster', /postgres: .*postgres\.yaml: expected keys with values/],
    ['postgres', 'cluster: { roles: none }', /postgres: cluster\.roles: .*<site>\/postgres\.yaml/],
    ['monitoring', 'grafana: text', /monitoring: grafana: .*<site>\/monitoring\.yaml/],
  ])(
    'and names the file of the site that is damaged: %s.yaml with %s',
    async (release, text, said) => {
      const kubectl = serverWith({ ...made('small'), ...ofProviders, ...certificate })
      const looking = lookingFor('small', kubectl, { site: { [release]: text } })
      await expect(looking).rejects.toMatchObject({
        ...{ name: 'CannotRun', message: expect.stringMatching(said) },
      })
    },
  )

  it('but asks for no Secret that a store writes later, nor for those of releases that are not chosen', async () => {
    await lookingFor('small', serverWith({}), { site: { stoa: 'requireSecrets: false' } })
    await lookingFor('small', serverWith({}), { only: ['namespaces', 'cert-manager'] })
  })
})

/** The names of Secrets that values mention, at a key that says so. */
function secretsIn(value: unknown, key = ''): string[] {
  if (/secret(name|ref)?$/i.test(key) && typeof value === 'string') return value ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  const { name } = value as { name?: unknown }
  const own = /secret(ref)?$/i.test(key) && typeof name === 'string' ? [name] : []
  return [...own, ...Object.entries(value).flatMap(([inner, one]) => secretsIn(one, inner))]
}

it('finds the names of Secrets in values', () => {
  const values = { a: { existingSecret: 'b' }, secret: { name: 'c' }, list: [{ secretName: 'd' }] }
  expect(secretsIn(values)).toEqual(['b', 'c', 'd'])
})

it.each(profiles)(
  'every Secret that the values of %s name is asked for, or made by cert-manager',
  (profile) => {
    const site = { profile, folder: undefined, derivedFolder: folder }
    for (const release of releasesOf(releases, profile).filter(({ repository }) => repository)) {
      const values = mergedValues(valuesFiles(release, site))
      const asked = (needsOfValues[release.name]?.(values, release.namespace) ?? []).map((need) =>
        need.kind === 'Secret' ? need.name : need.kind,
      )
      const byCertManager = ['nats-routes', 'nats-authority']
      const known = [
        ...asked,
        ...(release.name === 'nats' ? ['broker-keys', ...byCertManager] : []),
      ]
      expect(secretsIn(values).filter((name) => !known.includes(name))).toEqual([])
    }
  },
)
