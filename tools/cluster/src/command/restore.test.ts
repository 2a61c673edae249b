import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import {
  type FakeState,
  fakeCluster,
  leaseAsOf,
  listed,
  releases,
  run,
} from '../../test/fake-cluster.ts'
import { releasesSchema } from '../releases/release.ts'

const [june, september] = ['2026-06-01T12:00:00Z', '2026-09-01T12:00:00Z']
const postgres = releasesSchema.parse({
  releases: [
    {
      ...{ name: 'postgres', namespace: 'database', chart: 'charts/stoa', after: [] },
      ...{ ready: 'it runs', waitMinutes: 1 },
    },
  ],
}).releases
const site = mkdtempSync(join(tmpdir(), 'stoa-site-'))
writeFileSync(join(site, 'postgres.yaml'), 'backups: { destinationPath: s3://backups }')

afterEach(() => vi.unstubAllEnvs())
afterAll(() => rmSync(site, { recursive: true }))

const restoring = (at: string, mend = false) =>
  run({ verb: 'restore', site, profile: 'production', at, mend }, [...postgres, ...releases])

/** The Postgres that was restored, as the API server has it. */
const restoredTo = (targetTime: string): NonNullable<FakeState['objects']> => ({
  'clusters.postgresql.cnpg.io postgres-restored': {
    spec: { bootstrap: { recovery: { recoveryTarget: { targetTime } } } },
  },
})
const restored = (status: string) => ({
  ...{ ...listed('postgres-restored', status), namespace: 'database' },
  values: `recovery: { pitrTarget: { time: ${june} } }`,
})
const killed: FakeState = {
  releases: [restored('pending-install')],
  histories: { 'postgres-restored': [{ revision: 1, status: 'pending-install' }] },
  objects: restoredTo(june),
}
const leftAtWork = leaseAsOf('2026-11-28T12:00:05.000000Z', {
  ...{ release: 'database/postgres-restored', profile: 'production' },
  workedUntil: '2026-11-28T12:00:05.000000Z',
})
const remove =
  'postgres-restored is there as of 2026-06-01T12:00:00Z, and no other moment can be restored into it: remove it as step 3'

describe('stoa cluster restore', () => {
  it('makes a Postgres as of the moment, and changes nothing when it is repeated', async () => {
    const cluster = fakeCluster({ objects: restoredTo(june) })
    expect(await restoring(june)).toMatchObject({ status: 0 })
    expect(await restoring('2026-06-01T14:00:00+02:00')).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['upgrade postgres-restored'])
  })

  it('refuses another moment while the release of the first is there', async () => {
    const cluster = fakeCluster({})
    await restoring(june)
    await expect(restoring(september)).rejects.toMatchObject({
      ...{ name: 'CannotRun', message: expect.stringContaining(remove) },
    })
    expect(cluster.changes()).toEqual(['upgrade postgres-restored'])
  })

  it('refuses another moment while the Postgres of the first is there, which its release leaves', async () => {
    const cluster = fakeCluster({ objects: restoredTo(june) })
    await expect(restoring(september)).rejects.toThrow(remove)
    expect(cluster.changes()).toEqual([])
  })

  it('refuses any moment where the Postgres of that name has none', async () => {
    const [name = ''] = Object.keys(restoredTo(june))
    const cluster = fakeCluster({ objects: { [name]: { spec: { bootstrap: { initdb: {} } } } } })
    await expect(restoring(june)).rejects.toThrow('is there as of another moment')
    expect(cluster.changes()).toEqual([])
  })

  it('makes a Postgres again that was deleted while its release stayed', async () => {
    const cluster = fakeCluster({ releases: [restored('deployed')] })
    expect(await restoring(june)).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['upgrade postgres-restored'])
  })

  it('mends one that was killed', async () => {
    const cluster = fakeCluster({ ...killed, lease: leftAtWork })
    expect(await restoring(june)).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['uninstall postgres-restored', 'upgrade postgres-restored'])
    expect(cluster.releases()).toEqual(['postgres-restored deployed'])
  })

  it('mends one of another Helm where it is told to', async () => {
    const cluster = fakeCluster(killed)
    await expect(restoring(june)).rejects.toThrow('add --mend')
    expect(await restoring(june, true)).toMatchObject({ status: 0 })
    expect(cluster.releases()).toEqual(['postgres-restored deployed'])
  })

  it('goes on with one that took longer than was waited for', async () => {
    const cluster = fakeCluster({ releases: [restored('failed')], objects: restoredTo(june) })
    expect(await restoring(june)).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['upgrade postgres-restored'])
  })

  it('says what to do where the API server does not answer', async () => {
    fakeCluster({ unreachable: 'EOF' })
    await expect(restoring(june)).rejects.toThrow('check that its API server runs')
  })
})
