import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { fakeCluster, leaseAsOf, listed, releases, run } from '../../test/fake-cluster.ts'
import { ownHolder } from '../lock/holder.ts'
import { releasesSchema } from '../releases/release.ts'

const postgres = releasesSchema.parse({
  releases: [
    {
      ...{ name: 'postgres', namespace: 'database', chart: 'charts/stoa', after: [] },
      ...{ ready: 'it runs', waitMinutes: 1 },
    },
  ],
}).releases

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('stoa cluster changes a cluster alone', () => {
  const pending = {
    releases: [listed('ground'), listed('data', 'pending-upgrade', 2)],
    histories: {
      data: [
        { revision: 1, status: 'deployed' },
        { revision: 2, status: 'pending-upgrade' },
      ],
    },
  }

  it.each(['install', 'upgrade', 'uninstall', 'rollback', 'restore'] as const)(
    'and not %s while another command holds it',
    async (verb) => {
      const held = { holder: 'ada', release: 'n/data', leaseMs: 3_600_000 }
      const lease = leaseAsOf(new Date().toISOString(), held)
      const cluster = fakeCluster({ ...pending, lease })
      const only = verb === 'rollback' ? ['data'] : []
      const site = mkdtempSync(join(tmpdir(), 'stoa-site-'))
      onTestFinished(() => rmSync(site, { recursive: true }))
      writeFileSync(join(site, 'postgres.yaml'), 'backups: { destinationPath: s3://backups }')
      const options = {
        verb,
        only,
        site,
        profile: 'production' as const,
        at: '2026-06-01T12:00:00Z',
      }
      const asked = run(options, [...postgres, ...releases])
      await expect(asked).rejects.toThrow('ada has changed this cluster since')
      expect(cluster.changes()).toEqual([])
    },
  )

  it('and says of a holder that is gone from this machine that it died', async () => {
    const holder = ownHolder().replace(/\d+$/, '99999999')
    const lease = leaseAsOf(new Date().toISOString(), { holder, leaseMs: 3_600_000 })
    fakeCluster({ ...pending, lease })
    await expect(run({ verb: 'install' })).rejects.toThrow('died while it changed this cluster')
  })

  it('and gives the lock back when it is done, and when it failed', async () => {
    const failures = [{ verb: 'upgrade', release: 'data', message: 'Error: no' }]
    const cluster = fakeCluster({ failures })
    await run({ verb: 'install' })
    expect(cluster.lease()).toMatchObject({ holder: undefined, release: 'data-space/data' })
    await run({ verb: 'install' })
    expect(cluster.lease()).toMatchObject({ holder: undefined, release: undefined })
  })

  it('and never mends what a Helm of somebody else may be installing, until it is told that it is dead', async () => {
    const cluster = fakeCluster(pending)
    await expect(run({ verb: 'install' })).rejects.toThrow(
      'data in data-space is pending-upgrade (revision 2) since 2026-11-28T12:00:00.123Z',
    )
    expect(cluster.changes()).toEqual([])
    expect(cluster.lease().holder).toBe(undefined)
    expect(await run({ verb: 'install', mend: true })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['rollback data 1', 'upgrade data', 'upgrade shop'])
  })

  it('and mends what a command had just begun that was killed', async () => {
    const began = '2026-11-28T12:00:00.000000Z'
    const dead = { holder: 'ada', release: 'data-space/data', workedUntil: began }
    const cluster = fakeCluster({ ...pending, lease: leaseAsOf(began, dead) })
    expect(await run({ verb: 'install' })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['rollback data 1', 'upgrade data', 'upgrade shop'])
  })

  it('and never takes for its own what began while a command that died had not worked on it', async () => {
    const earlier = { release: 'data-space/data', workedUntil: '2026-11-28T11:00:00.000000Z' }
    const lease = leaseAsOf('2026-11-28T12:00:00.000000Z', { holder: 'ada', ...earlier })
    const cluster = fakeCluster({ ...pending, lease })
    await expect(run({ verb: 'install' })).rejects.toThrow('add --mend')
    expect(cluster.changes()).toEqual([])
  })

  it('and still knows what was left half-installed after it worked on something else', async () => {
    const left = { release: 'data-space/data', workedUntil: '2026-11-28T12:00:05.000000Z' }
    const cluster = fakeCluster({ ...pending, lease: leaseAsOf('2026-11-28T12:00:05Z', left) })
    await run({ verb: 'upgrade', only: ['ground'] })
    expect(cluster.lease()).toMatchObject(left)
    expect(await run({ verb: 'install' })).toMatchObject({ status: 0 })
    expect(cluster.changes().slice(1)).toEqual(['rollback data 1', 'upgrade data', 'upgrade shop'])
  })

  it('and never mends what began after the command that worked on it before had ended', async () => {
    const earlier = { release: 'data-space/data', workedUntil: '2026-11-28T11:00:00.000000Z' }
    const cluster = fakeCluster({ ...pending, lease: leaseAsOf('2026-11-28T12:30:00Z', earlier) })
    await expect(run({ verb: 'install' })).rejects.toThrow('add --mend')
    expect(cluster.changes()).toEqual([])
  })
})

describe('a command that was killed between the two calls of Helm that take autoscalers away', () => {
  const autoscaler = 'kind: HorizontalPodAutoscaler\nmetadata: { name: orders }\n'
  const killedBetween = () =>
    fakeCluster({
      releases: [listed('ground'), listed('data', 'deployed', 2)],
      histories: {
        data: [
          { revision: 1, status: 'superseded' },
          { revision: 2, status: 'deployed' },
        ],
      },
      manifests: { 'data 1': autoscaler },
      lease: leaseAsOf('2026-11-28T12:00:00Z', { holder: 'ada', release: 'data-space/data' }),
    })

  it.each(['install', 'upgrade'] as const)('is finished by the next %s', async (verb) => {
    const cluster = killedBetween()
    const { status, progress } = await run({ verb, only: ['data'] })
    expect(status).toBe(0)
    expect(progress).toContain('half-way through the removal of autoscalers')
    expect(cluster.changes()).toEqual(['rollback data 2', 'upgrade data'])
    expect(cluster.calls().find((call) => call.startsWith('rollback'))).toContain(
      '--force-conflicts',
    )
    expect(cluster.lease().release).toBe(undefined)
  })

  it('is told by diff', async () => {
    killedBetween()
    const { status, out } = await run({ verb: 'diff', only: ['data'] })
    expect(out).toContain('half-way through the removal of autoscalers')
    expect(status).toBe(1)
  })

  it('is told by diff as JSON, in fields that docs/cli.md describes', async () => {
    killedBetween()
    const { out } = await run({ verb: 'diff', only: ['data'], json: true })
    const { mends } = JSON.parse(out)
    expect(mends).toEqual([
      {
        ...{ release: 'data', action: 'recover' },
        reason: expect.stringContaining('half-way through the removal of autoscalers'),
      },
    ])
    const page = readFileSync(join(repositoryRoot, 'docs/cli.md'), 'utf8')
    for (const field of Object.keys(mends[0])) expect(page).toContain(`| \`mends[].${field}\``)
  })
})

describe('the profile of a cluster', () => {
  it('is remembered, and another one has to be asked for', async () => {
    const cluster = fakeCluster({})
    await run({ verb: 'install', profile: 'production' })
    expect(cluster.lease().profile).toBe('production')
    for (const verb of ['install', 'upgrade', 'diff', 'uninstall', 'secrets'] as const)
      await expect(run({ verb, profile: 'small' })).rejects.toThrow(
        'installed with the profile production, and this command is for small: add --profile production, or --change-profile',
      )
    expect(cluster.changes()).toHaveLength(4)
    await run({ verb: 'upgrade', profile: 'small', changeProfile: true })
    expect(cluster.lease().profile).toBe('small')
  })

  it('leaves releases over where it changes, which are named and uninstalled with the rest', async () => {
    const cluster = fakeCluster({})
    await run({ verb: 'install', profile: 'production' })
    const { progress } = await run({ verb: 'upgrade', changeProfile: true })
    expect(progress).toContain(
      'left over from another profile: extra; `npx stoa cluster uninstall --context laptop --profile small --only extra` removes them',
    )
    expect(cluster.lease()).toMatchObject({ profile: 'small', earlier: ['production'] })
    const before = cluster.changes().length
    await run({ verb: 'uninstall' })
    expect(cluster.changes().slice(before)).toEqual(
      ['shop', 'data', 'extra', 'ground'].map((name) => `uninstall ${name}`),
    )
    expect(cluster.lease()).toMatchObject({ profile: undefined, earlier: undefined })
  })

  it('leaves what it left over to whom it names, and nothing that another one installed', async () => {
    const cluster = fakeCluster({ releases: [listed('extra')] })
    expect((await run({ verb: 'install' })).progress).not.toContain('left over')
    await run({ verb: 'uninstall' })
    expect(cluster.releases()).toEqual(['extra deployed'])
    await run({ verb: 'install', profile: 'production' })
    await run({ verb: 'upgrade', changeProfile: true })
    await run({ verb: 'uninstall', only: ['extra'] })
    expect(cluster.releases()).not.toContain('extra deployed')
  })

  it('is forgotten once everything is uninstalled', async () => {
    const cluster = fakeCluster({})
    await run({ verb: 'install', profile: 'production' })
    await run({ verb: 'uninstall', profile: 'production', only: ['shop'] })
    expect(cluster.lease().profile).toBe('production')
    await run({ verb: 'uninstall', profile: 'production' })
    expect(cluster.lease().profile).toBe(undefined)
    await run({ verb: 'install' })
    expect(cluster.lease().profile).toBe('small')
  })
})
