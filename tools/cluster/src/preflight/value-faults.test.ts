import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { profiles } from '../profiles.ts'
import { readReleases } from '../releases/read.ts'
import { releasesOf } from '../releases/release.ts'
import { restoreValues } from '../releases/restore.ts'
import { valuesFiles } from '../releases/values.ts'
import { mergedValues, over, type Values } from './merge-values.ts'
import { valueFaults } from './value-faults.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-value-faults-'))
afterAll(() => rmSync(folder, { recursive: true }))
const store = 'backups: { destinationPath: s3://backups, endpointURL: https://s3.example }'
const site = join(folder, 'postgres.yaml')
writeFileSync(site, store)

const filesOf = (name: string, profile: (typeof profiles)[number]) => {
  const release = releasesOf(readReleases(), profile).find((one) => one.name === name)
  if (!release) throw new Error(`${profile} has no release ${name}`)
  return valuesFiles(release, { profile, folder: undefined, derivedFolder: folder })
}
const policies = { outbound: { backups: [443] } }
const faultsOf = (values: Values, coming: readonly string[] = Object.keys(values)) =>
  valueFaults(coming, (release) => values[release] ?? {})

describe.each(profiles)('the values of %s', (profile) => {
  it('do not contradict each other', () => {
    const valuesOf = (name: string) =>
      name === 'policies' ? policies : mergedValues(filesOf(name, profile))
    const coming = ['postgres', 'policies', 'istio-ingressgateway', 'nats', 'stoa']
    expect(valueFaults(coming, valuesOf)).toEqual([])
  })

  it.skipIf(profile === 'small')('do not where Postgres is restored from its backups', () => {
    const files = [...filesOf('postgres', profile), site]
    const restored = over(
      mergedValues(files),
      restoreValues(files, '2026-06-01T12:00:00Z') as Values,
    )
    expect(faultsOf({ postgres: restored, policies })).toEqual([])
  })
})

describe('the port of the store of backups', () => {
  const backups = (endpointURL: string) => ({ backups: { enabled: true, endpointURL } })

  it.each([
    ['https://s3.example', [443]],
    ['http://minio.storage:9000', [443, 9000]],
    ['http://minio.storage', [80]],
  ])('%s is let out by %j', (url, ports) => {
    expect(
      faultsOf({ postgres: backups(url), policies: { outbound: { backups: ports } } }),
    ).toEqual([])
  })

  it.each([
    ['https://minio.storage:9000', 'at port 9000, and the policies let out 443'],
    ['http://minio.storage', 'at port 80, and the policies let out 443'],
    ['minio', 'expected a URL such as'],
  ])('%s is refused: %s', (url, said) => {
    const [fault] = faultsOf({ postgres: backups(url), policies })
    expect(fault).toContain(said)
  })

  it('is refused for the store that is restored from, and whichever of the two releases comes', () => {
    const postgres = { mode: 'recovery', recovery: { endpointURL: 'https://old:9000' } }
    for (const coming of ['postgres', 'policies'])
      expect(faultsOf({ postgres, policies }, [coming])[0]).toContain('recovery.endpointURL')
    expect(faultsOf({ postgres, policies }, ['nats'])).toEqual([])
  })

  it('does not matter where no backups are made', () => {
    const postgres = { backups: { enabled: false, endpointURL: 'https://minio:9000' } }
    expect(faultsOf({ postgres, policies })).toEqual([])
  })
})

it.each([
  [1, 1, '1 standbys have to confirm each commit, and of 1 instances 0 can'],
  [3, 3, '3 standbys have to confirm each commit, and of 3 instances 2 can'],
  [3, 2, undefined],
])('of %d instances %d synchronous standbys: %s', (instances, number, said) => {
  const postgres = { cluster: { instances, postgresql: { synchronous: { number } } } }
  const [fault] = faultsOf({ postgres })
  if (said === undefined) expect(fault).toBeUndefined()
  else expect(fault).toContain(said)
})

it.each([
  ['ClusterIP', 'Local', 'an API server refuses Local for a Service of the type ClusterIP'],
  ['ClusterIP', '', undefined],
  ['NodePort', 'Local', undefined],
  [undefined, 'Local', undefined],
])('an edge of the type %s with the policy “%s”: %s', (type, externalTrafficPolicy, said) => {
  const edge = { service: { type, externalTrafficPolicy } }
  const [fault] = faultsOf({ 'istio-ingressgateway': edge })
  if (said === undefined) expect(fault).toBeUndefined()
  else expect(fault).toContain(said)
})

describe('the copies of a stream', () => {
  const servers = (enabled: boolean, replicas?: number) => ({
    config: { cluster: { enabled, ...(replicas && { replicas }) } },
  })
  const copies = (streamReplicas: number) => ({ workload: { streamReplicas } })

  it.each([
    [servers(false), copies(3), 'the streams have 3 copies, and NATS has 1 server to keep them'],
    [servers(false, 3), copies(3), 'and NATS has 1 server'],
    [servers(true), copies(5), 'the streams have 5 copies, and NATS has 3 servers'],
    [{}, { services: { orders: copies(2), payments: {} } }, 'have 2 copies'],
    [servers(true), copies(3), undefined],
    [servers(true, 5), copies(5), undefined],
    [{}, {}, undefined],
  ])('%j and %j: %s', (nats, stoa, said) => {
    for (const coming of ['nats', 'stoa'])
      expect(faultsOf({ nats, stoa }, [coming])).toEqual(
        said === undefined ? [] : [expect.stringContaining(said)],
      )
    expect(faultsOf({ nats, stoa }, ['policies'])).toEqual([])
  })
})
