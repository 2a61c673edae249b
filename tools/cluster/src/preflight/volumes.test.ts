import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CannotRun } from '@stoa/topology'
import { afterAll, expect, it } from 'vitest'
import type { Profile } from '../profiles.ts'
import { readReleases } from '../releases/read.ts'
import { valuesFiles } from '../releases/values.ts'
import { mergedValues, over } from './merge-values.ts'
import { volumeFaults } from './volumes.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-volumes-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What the values of a profile ask of volumes that stand; `site` comes over them. */
async function faults(name: string, profile: Profile, there: object | undefined, site = {}) {
  const release = readReleases().find((one) => one.name === name)
  if (!release) throw new Error(`there is no release ${name}`)
  const files = valuesFiles(release, { profile, folder: undefined, derivedFolder: folder })
  const kubectl = async (args: readonly string[]) => {
    expect(args).toContain(`--namespace=${release.namespace}`)
    return there ? JSON.stringify(there) : ''
  }
  const check = volumeFaults[name]
  if (!check) throw new Error(`the volumes of ${name} are not checked`)
  return check(over(mergedValues(files), site), release.namespace, kubectl)
}

const nats = (storage: string) => ({
  spec: { volumeClaimTemplates: [{ spec: { resources: { requests: { storage } } } }] },
})
const pvc = (size: string) => ({ config: { jetstream: { fileStore: { pvc: { size } } } } })
const [ofSmall, ofProduction] = [
  { spec: { storage: { size: '4Gi' } } },
  { spec: { storage: { size: '100Gi' }, walStorage: { size: '20Gi' } } },
]
const walStorage = { enabled: true, size: '20Gi' }

it.each([
  ['production', '2Gi', '50Gi'],
  ['small', '50Gi', '2Gi'],
] as const)('the broker cannot go to %s with volumes of %s', async (profile, there, wanted) => {
  expect(await faults('nats', profile, nats(there))).toEqual([
    `the volumes of nats have ${there} and cannot become ${wanted}: set \`config.jetstream.fileStore.pvc.size\` to ${there} in <site>/nats.yaml`,
  ])
  expect(await faults('nats', profile, nats(there), pvc(there))).toEqual([])
})

it('Postgres keeps what it has when it goes to small', async () => {
  expect(await faults('postgres', 'small', ofProduction)).toEqual([
    'the volume of postgres has 100Gi and cannot shrink to 4Gi: set `cluster.storage.size` to 100Gi in <site>/postgres.yaml',
    'postgres has a volume for its WAL, which cannot be taken away: set `cluster.walStorage` to { enabled: true, size: 20Gi } in <site>/postgres.yaml',
  ])
  const kept = { cluster: { storage: { size: '100Gi' }, walStorage } }
  expect(await faults('postgres', 'small', ofProduction, kept)).toEqual([])
})

it('Postgres grows, and is given a volume for its WAL', async () => {
  expect(await faults('postgres', 'production', ofSmall)).toEqual([])
})

it('a site cannot make a volume smaller', async () => {
  const smaller = { cluster: { storage: { size: '102399Mi' }, walStorage: { size: '19Gi' } } }
  const said = await faults('postgres', 'production', ofProduction, smaller)
  expect(said.map((text) => /`(.+?)`/.exec(text)?.[1])).toEqual([
    ...['cluster.storage.size', 'cluster.walStorage'],
  ])
})

it.each(['nats', 'postgres'])('the same size in another unit is the same, of %s', async (name) => {
  expect(await faults('nats', 'production', nats('51200Mi'))).toEqual([])
  expect(await faults(name, 'production', undefined)).toEqual([])
})

it('a cluster without Postgres has no volume of it', async () => {
  const kubectl = async () => {
    throw new CannotRun('error: the server doesn\'t have a resource type "clusters"')
  }
  expect(await volumeFaults.postgres?.({}, 'database', kubectl)).toEqual([])
})
