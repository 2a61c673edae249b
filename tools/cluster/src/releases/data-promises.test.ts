import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { brokenPromises, promisesOf } from '../../test/data-promises.ts'
import { mergedValues, over, type Values } from '../preflight/merge-values.ts'
import { type Profile, profiles } from '../profiles.ts'
import { readReleases } from './read.ts'
import { valuesFiles } from './values.ts'

const derivedFolder = mkdtempSync(join(tmpdir(), 'stoa-data-promises-'))
afterAll(() => rmSync(derivedFolder, { recursive: true }))

const valuesOf = (name: string, profile: Profile): Values => {
  const release = readReleases().find((one) => one.name === name)
  if (!release) throw new Error(`there is no release ${name}`)
  return mergedValues(valuesFiles(release, { profile, folder: undefined, derivedFolder }))
}

const merged = new Map(
  profiles.map((profile) => [
    profile,
    new Map(
      (['postgres', 'nats', 'policies'] as const).map((name) => [name, valuesOf(name, profile)]),
    ),
  ]),
)
const valuesIn = (profile: Profile, name: 'postgres' | 'nats' | 'policies') =>
  merged.get(profile)?.get(name) ?? {}

/** The promises that a profile breaks with the damage merged over the values of a release. */
const brokenBy = (profile: Profile, name: string, damage: string) =>
  brokenPromises(profile, (release) =>
    over(valuesIn(profile, release), release === name ? (parse(damage) as Values) : {}),
  )

it.each(profiles)('the data of %s is kept as it promises', (profile) => {
  expect(promisesOf(profile).length).toBeGreaterThan(3)
  expect(brokenPromises(profile, (release) => valuesIn(profile, release))).toEqual([])
})

const superuser = 'postgres: nobody has the password of a superuser'
const tls = 'postgres: every connection has TLS and a password'
const keep = 'postgres: removing the release keeps the data'
const instances = 'postgres: three instances are in three zones'
const synchronous = 'postgres: a replica has each commit first'
const backups = 'postgres: any moment of 30 days can be restored'
const region = 'postgres: the other region comes from a private network'
const policies = 'policies: the policies name the other region'
const servers = 'nats: three servers are in three zones'
const routes = 'nats: servers verify each other over TLS'
const streams = 'nats: streams outlive their servers'

const hba = (...rules: string[]) => `cluster: { postgresql: { pg_hba: ${JSON.stringify(rules)} } }`
const nightly = (schedule: string) => `backups: { scheduledBackups: [{ ${schedule} }] }`
const byPlugin = 'method: plugin, pluginConfiguration: { name: barman-cloud.cloudnative-pg.io }'
const ranges = (text: string) =>
  `cluster: { services: { additional: [{ serviceTemplate: { spec: { ${text} } } }] } }`

const damages: readonly (readonly [string, Profile, string, string])[] = [
  ...profiles.flatMap(
    (profile) =>
      [
        [superuser, profile, 'postgres', 'cluster: { enableSuperuserAccess: true }'],
        [superuser, profile, 'postgres', 'cluster: { enableSuperuserAccess: null }'],
        [keep, profile, 'postgres', 'cluster: { annotations: null }'],
        [tls, profile, 'postgres', 'cluster: { postgresql: { pg_hba: null } }'],
        [
          tls,
          profile,
          'postgres',
          hba('host all all all scram-sha-256', 'host all all all reject'),
        ],
        [tls, profile, 'postgres', hba('hostssl all all all trust', 'host all all all reject')],
        [tls, profile, 'postgres', hba('hostssl sameuser all all scram-sha-256')],
        [streams, profile, 'nats', 'config: { jetstream: { enabled: false } }'],
        [streams, profile, 'nats', 'config: { jetstream: { fileStore: { enabled: false } } }'],
      ] as const,
  ),
  ...(['production', 'multi-region'] as const).flatMap(
    (profile) =>
      [
        [instances, profile, 'postgres', 'cluster: { instances: 2 }'],
        [instances, profile, 'postgres', 'cluster: { enablePDB: false }'],
        [instances, profile, 'postgres', 'cluster: { affinity: null }'],
        [
          instances,
          profile,
          'postgres',
          'cluster: { affinity: { podAntiAffinityType: preferred } }',
        ],
        [
          instances,
          profile,
          'postgres',
          'cluster: { affinity: { topologyKey: kubernetes.io/hostname } }',
        ],
        [synchronous, profile, 'postgres', 'cluster: { postgresql: { synchronous: null } }'],
        [
          synchronous,
          profile,
          'postgres',
          'cluster: { postgresql: { synchronous: { number: 0 } } }',
        ],
        [backups, profile, 'postgres', 'backups: { enabled: false }'],
        [backups, profile, 'postgres', 'backups: { method: volumeSnapshot }'],
        [backups, profile, 'postgres', 'backups: { pluginConfiguration: null }'],
        [backups, profile, 'postgres', 'backups: { retentionPolicy: 3d }'],
        [backups, profile, 'postgres', 'backups: { retentionPolicy: null }'],
        [backups, profile, 'postgres', 'backups: { scheduledBackups: [] }'],
        [
          backups,
          profile,
          'postgres',
          nightly(`schedule: 0 0 2 * * *, suspend: true, ${byPlugin}`),
        ],
        [backups, profile, 'postgres', nightly(`schedule: 0 0 2 * * 0, ${byPlugin}`)],
        [backups, profile, 'postgres', nightly('schedule: 0 0 2 * * *, method: barmanObjectStore')],
        [servers, profile, 'nats', 'config: { cluster: { replicas: 1 } }'],
        [servers, profile, 'nats', 'config: { cluster: { enabled: false } }'],
        [servers, profile, 'nats', 'podTemplate: { topologySpreadConstraints: null }'],
        [servers, profile, 'nats', 'podDisruptionBudget: { enabled: false }'],
        [routes, profile, 'nats', 'config: { cluster: { tls: null } }'],
        [routes, profile, 'nats', 'config: { cluster: { tls: { enabled: false } } }'],
        [routes, profile, 'nats', 'config: { cluster: { tls: { merge: { verify: false } } } }'],
        [routes, profile, 'nats', 'tlsCA: { enabled: false }'],
      ] as const,
  ),
  ...['0.0.0.0/0', '10.0.0.0/7', '172.0.0.0/8', '192.168.0.0/15', '203.0.113.0/24'].map(
    (range) =>
      [
        region,
        'multi-region',
        'postgres',
        ranges(`loadBalancerSourceRanges: ["${range}"]`),
      ] as const,
  ),
  [region, 'multi-region', 'postgres', ranges('type: LoadBalancer')],
  [region, 'multi-region', 'postgres', ranges('loadBalancerSourceRanges: []')],
  [policies, 'multi-region', 'policies', 'otherRegion: [0.0.0.0/0]'],
  [policies, 'multi-region', 'policies', 'otherRegion: []'],
]

describe('the promise is broken', () => {
  it.each(damages)('“%s”, by values of %s for %s: %s', (promise, profile, name, damage) => {
    expect(brokenBy(profile, name, damage)).toEqual([promise])
  })

  it('by some damage, whichever it is', () => {
    for (const profile of profiles) {
      const broken = damages.filter(([, of]) => of === profile).map(([promise]) => promise)
      expect(promisesOf(profile).map(({ release, sentence }) => `${release}: ${sentence}`)).toEqual(
        expect.arrayContaining([...new Set(broken)]),
      )
      expect(new Set(broken).size).toBe(promisesOf(profile).length)
    }
  })
})
