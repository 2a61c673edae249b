import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeCluster, leaseAsOf, listed, run } from '../../test/fake-cluster.ts'
import { releasesSchema } from '../releases/release.ts'

const release = (name: string, after: readonly string[]) => ({
  ...{ name, namespace: `${name}-space`, chart: 'charts/stoa', after },
  ...{ ready: `${name} is ready`, waitMinutes: 1 },
})
const { releases } = releasesSchema.parse({
  releases: [
    release('ground', []),
    release('logs', ['ground']),
    release('cloudnative-pg', ['ground']),
    release('postgres', ['cloudnative-pg']),
    release('shop', ['postgres', 'logs']),
  ],
})

const found = 'clusters.postgresql.cnpg.io,databases.postgresql.cnpg.io'
const databases = 'Cluster database/postgres\nDatabase database/postgres-orders\n'
const installed = () => releases.map(({ name }) => listed(name))
const lease = leaseAsOf('2026-11-28T12:00:00Z', { profile: 'small' })

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('stoa cluster uninstall, while there are databases,', () => {
  it('keeps the releases that they need, and says why', async () => {
    const cluster = fakeCluster({
      ...{ releases: installed(), lease, objects: { [found]: databases } },
    })
    const { status, progress } = await run({ verb: 'uninstall' }, releases)
    expect(status).toBe(0)
    expect(cluster.changes()).toEqual(['uninstall shop', 'uninstall postgres', 'uninstall logs'])
    expect(progress).toContain(
      'cloudnative-pg left as it is (Cluster database/postgres and 1 more could not be deleted without',
    )
    expect(cluster.lease().profile).toBe('small')
  })

  it('takes the rest once they are gone', async () => {
    const left = installed().filter(({ name }) => ['ground', 'cloudnative-pg'].includes(name))
    const cluster = fakeCluster({ releases: left, lease })
    expect(await run({ verb: 'uninstall' }, releases)).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['uninstall cloudnative-pg', 'uninstall ground'])
    expect(cluster.lease().profile).toBe(undefined)
  })

  it('refuses to take the operator by its name', async () => {
    const left = installed().filter(({ name }) => ['ground', 'cloudnative-pg'].includes(name))
    const cluster = fakeCluster({ releases: left, lease, objects: { [found]: databases } })
    await expect(
      run({ verb: 'uninstall', only: ['cloudnative-pg'] }, releases),
    ).rejects.toMatchObject({
      name: 'CannotRun',
      message: expect.stringContaining(
        'cloudnative-pg cannot be uninstalled: Cluster database/postgres',
      ),
    })
    expect(cluster.changes()).toEqual([])
  })
})
