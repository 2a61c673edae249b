import { CannotRun } from '@stoa/topology'
import { afterEach, expect, it, vi } from 'vitest'
import { fakeCluster, listed, run } from '../../test/fake-cluster.ts'

vi.mock('../charts/fresh.ts', () => ({
  requireFreshCharts: async () => {
    throw new CannotRun('the charts are older')
  },
}))
afterEach(() => vi.unstubAllEnvs())

it.each(['install', 'upgrade', 'diff'] as const)(
  '%s is refused with charts that are older than a service.yaml, before the cluster is asked',
  async (verb) => {
    const cluster = fakeCluster({})
    await expect(run({ verb })).rejects.toThrow('the charts are older')
    expect(cluster.calls()).toEqual([])
  },
)

it('a release can be removed with any charts', async () => {
  const cluster = fakeCluster({ releases: [listed('ground')] })
  expect(await run({ verb: 'uninstall' })).toMatchObject({ status: 0 })
  expect(cluster.changes()).toEqual(['uninstall ground'])
})
