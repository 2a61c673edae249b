import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeCluster, leaseAsOf, listed, run } from '../../test/fake-cluster.ts'
import { requireHelm } from '../helm.ts'
import { parseOptions } from './options.ts'

/** What a command leaves that was killed with its Helm. */
const leftAtWork = leaseAsOf('2026-11-28T12:00:05.000000Z', {
  ...{ release: 'data-space/data', workedUntil: '2026-11-28T12:00:05.000000Z' },
})
afterEach(() => {
  vi.unstubAllEnvs()
})

describe('stoa cluster install', () => {
  it('installs every release of the profile in order, and waits for each', async () => {
    const cluster = fakeCluster({})
    expect(await run({ verb: 'install' })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['upgrade ground', 'upgrade data', 'upgrade shop'])
    for (const call of cluster.calls().filter((one) => one.startsWith('upgrade')))
      expect(call).toMatch(/--kube-context=laptop .*--wait=watcher --timeout=5m/)
  })

  it('changes nothing when it is repeated', async () => {
    const cluster = fakeCluster({})
    await run({ verb: 'install' })
    const before = cluster.changes()
    expect(await run({ verb: 'install' })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(before)
  })

  it('stops at the first failure with what to do, and a second run goes on from there', async () => {
    const message = 'Error: UPGRADE FAILED: timed out waiting for the condition'
    const cluster = fakeCluster({
      failures: [{ verb: 'upgrade', release: 'data', message, leaves: 'failed' }],
    })
    const { status, out } = await run({ verb: 'install', json: true })
    expect(status).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      ok: false,
      steps: [
        { release: 'ground', outcome: 'done' },
        {
          ...{ release: 'data', outcome: 'failed', reason: message },
          advice: expect.stringContaining('kubectl --namespace data-space get pods'),
        },
        { release: 'shop', outcome: 'not reached' },
      ],
    })
    expect(await run({ verb: 'install' })).toMatchObject({ status: 0 })
    expect(cluster.releases().sort()).toEqual(['data deployed', 'ground deployed', 'shop deployed'])
    expect(cluster.changes().slice(2)).toEqual(['upgrade data', 'upgrade shop'])
  })

  it('calls the cluster unreachable only as long as nothing was changed', async () => {
    const message = 'Error: kubernetes cluster unreachable: connection refused'
    fakeCluster({ failures: [{ verb: 'upgrade', release: 'ground', message }] })
    expect(await run({ verb: 'install' })).toMatchObject({ status: 2 })
    fakeCluster({ failures: [{ verb: 'upgrade', release: 'data', message }] })
    expect(await run({ verb: 'install' })).toMatchObject({ status: 1 })
  })

  it('says which Secrets are missing and what brings them, and goes on once they are there', async () => {
    const message =
      'Error: execution error at (shop/templates/secrets.yaml:32:4): Secrets are missing in the namespace shop, or keys of them:\n  orders-database: url'
    const cluster = fakeCluster({ failures: [{ verb: 'upgrade', release: 'shop', message }] })
    const { status, out } = await run({ verb: 'install' })
    expect(status).toBe(1)
    expect(out).toContain('orders-database: url')
    expect(out).toContain('what to do: create them: `npx stoa cluster secrets --context C`')
    expect(await run({ verb: 'install' })).toMatchObject({ status: 0 })
    expect(cluster.releases()).toContain('shop deployed')
  })

  it('mends a first installation that was ended half-way', async () => {
    const cluster = fakeCluster({
      releases: [listed('ground'), listed('data', 'pending-install')],
      histories: { data: [{ revision: 1, status: 'pending-install' }] },
      lease: leftAtWork,
    })
    expect(await run({ verb: 'install' })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['uninstall data', 'upgrade data', 'upgrade shop'])
  })

  it('mends an upgrade that was ended half-way', async () => {
    const history = [
      { revision: 3, status: 'superseded' },
      { revision: 4, status: 'deployed' },
      { revision: 5, status: 'failed' },
      { revision: 6, status: 'pending-upgrade' },
    ]
    const cluster = fakeCluster({
      releases: [listed('ground'), listed('data', 'pending-upgrade', 6), listed('shop')],
      histories: { data: history },
      lease: leftAtWork,
    })
    expect(await run({ verb: 'install' })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['rollback data 4', 'upgrade data'])
  })
})

describe('stoa cluster', () => {
  it('upgrades what is installed and installs what is missing', async () => {
    const cluster = fakeCluster({ releases: [listed('ground'), listed('data')] })
    expect(await run({ verb: 'upgrade', profile: 'production' })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual([
      ...['upgrade ground', 'upgrade extra', 'upgrade data', 'upgrade shop'],
    ])
  })

  it('leaves to others what they install, and takes it as there', async () => {
    const cluster = fakeCluster({ releases: [listed('ground')] })
    const wanted = { verb: 'install', without: ['data'], only: ['shop'] } as const
    expect(await run(wanted)).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['upgrade shop'])
    await expect(run({ ...wanted, without: ['moon'] })).rejects.toThrow(
      '--without: there is no release moon; there are ground, extra, data, shop',
    )
  })

  it('removes the last release first', async () => {
    const cluster = fakeCluster({ releases: [listed('ground'), listed('data'), listed('shop')] })
    expect(await run({ verb: 'uninstall' })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['uninstall shop', 'uninstall data', 'uninstall ground'])
    expect(await run({ verb: 'uninstall' })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toHaveLength(3)
  })

  it('rolls a release back to the last revision that was ready', async () => {
    const cluster = fakeCluster({
      releases: [listed('shop', 'deployed', 3)],
      histories: {
        shop: [
          { revision: 1, status: 'superseded', description: 'Install complete' },
          { revision: 2, status: 'failed', description: 'Upgrade failed' },
          { revision: 3, status: 'deployed', description: 'Upgrade complete' },
        ],
      },
    })
    expect(await run({ verb: 'rollback', only: ['shop'] })).toMatchObject({ status: 0 })
    expect(cluster.changes()).toEqual(['rollback shop 1'])
  })

  it('shows what an upgrade would change, and nothing of Secrets', async () => {
    const object = (kind: string, value: string) =>
      `---\nkind: ${kind}\nmetadata: { name: it, namespace: a }\ndata: { key: ${value} }\n`
    fakeCluster({
      releases: [listed('ground')],
      manifests: { ground: object('ConfigMap', 'old') + object('Secret', 'old') },
      renders: { ground: object('ConfigMap', 'new') + object('Secret', 'new') },
    })
    const { status, out } = await run({ verb: 'diff', only: ['ground'], json: true })
    expect(status).toBe(1)
    const changed = { release: 'ground', change: 'changed' }
    expect(JSON.parse(out).changes).toEqual([
      {
        ...changed,
        object: 'ConfigMap a/it',
        fields: [{ path: 'data.key', from: 'old', to: 'new' }],
      },
      { ...changed, object: 'Secret a/it', fields: [{ path: 'data.key' }] },
    ])
  })

  it('says what to do where a release cannot be shown', async () => {
    fakeCluster({
      failures: [
        {
          ...{ verb: 'template', release: 'ground' },
          message:
            'Error: looks like "https://charts.example" is not a valid chart repository or cannot be reached: no such host',
        },
      ],
    })
    await expect(run({ verb: 'diff', only: ['ground'] })).rejects.toMatchObject({
      name: 'CannotRun',
      message: expect.stringContaining('check that https://charts.example can be reached'),
    })
  })

  it('says that nothing would change', async () => {
    const same = 'kind: ConfigMap\nmetadata: { name: it }\n'
    fakeCluster({
      releases: [listed('ground')],
      manifests: { ground: same },
      renders: { ground: same },
    })
    expect(await run({ verb: 'diff', only: ['ground'] })).toMatchObject({
      ...{ status: 0, out: 'nothing would change\n' },
    })
  })

  it('plans without a cluster, with the calls that it would make', async () => {
    vi.stubEnv('PATH', '')
    vi.stubEnv('KUBECONFIG', '/nowhere')
    const { status, out } = await run({ verb: 'plan', context: undefined, json: true })
    expect(status).toBe(0)
    const { steps } = JSON.parse(out)
    expect(steps.map(({ release }: { release: string }) => release)).toEqual([
      ...['ground', 'data', 'shop'],
    ])
    expect(steps[1]).toMatchObject({ after: ['ground'], version: '1.0.0', ready: 'data is ready' })
    expect(steps[1].calls[0].slice(0, 6)).toEqual([
      ...['helm', 'upgrade', 'data', 'data', '--repo=https://charts.example', '--version=1.0.0'],
    ])
  })
})

describe('stoa cluster refuses', () => {
  it('a cluster that was not named, and names those that there are', async () => {
    const cluster = fakeCluster({})
    await expect(run({ verb: 'install', context: undefined })).rejects.toThrow(
      'name the cluster with --context; the kubeconfig has laptop, prod',
    )
    expect(cluster.calls()).toEqual([])
  })

  it('a context that the kubeconfig does not have', async () => {
    fakeCluster({})
    await expect(run({ verb: 'install', context: 'moon' })).rejects.toThrow('no context moon')
  })

  it('to go on without a kubeconfig', async () => {
    fakeCluster({})
    vi.stubEnv('KUBECONFIG', '/nowhere/config')
    await expect(run({ verb: 'install' })).rejects.toThrow('no kubeconfig at /nowhere/config')
  })

  it('an API server that does not answer', async () => {
    fakeCluster({ unreachable: 'dial tcp 127.0.0.1:1: connect: connection refused' })
    await expect(run({ verb: 'install' })).rejects.toMatchObject({
      ...{ name: 'CannotRun', message: expect.stringContaining('check that its API server runs') },
    })
  })

  it('a file in the place of the folder of the site', async () => {
    const { folder } = fakeCluster({})
    const site = join(folder, 'stoa.yaml')
    writeFileSync(site, '')
    for (const verb of ['plan', 'install', 'check', 'trial'] as const)
      await expect(run({ verb, site })).rejects.toMatchObject({
        ...{ name: 'CannotRun', message: `--site: expected a folder, and ${site} is a file` },
      })
  })

  it('Helm 3, and a machine without Helm', () => {
    const { folder } = fakeCluster({ version: 'v3.18.4' })
    expect(() => requireHelm(folder, () => undefined)).toThrow(
      /Helm 4 is needed, and PATH has v3\.18\.4/,
    )
    expect(() => requireHelm('/nowhere', () => undefined)).toThrow(
      /there is none on PATH; `npx stoa tools/,
    )
  })

  it.each([
    [['install', '--profile', 'huge'], '--profile: expected small, production, multi-region'],
    [['deploy'], 'expected one of plan, secrets, install'],
    [[], 'found nothing'],
  ])('%j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message)
  })

  it('a release that the profile does not have', async () => {
    fakeCluster({})
    await expect(run({ verb: 'install', only: ['extra'] })).rejects.toThrow(
      'there is no release extra in this profile; it has ground, data, shop',
    )
  })
})

describe('stoa cluster secrets', () => {
  const namesIn = (text: string) =>
    [...text.matchAll(/^ {2}name: (.+)$/gm)].map(([, name = '']) => name).sort()
  it('prints, without a context, all of them with the authority of the database', async () => {
    const { out } = await run({ verb: 'secrets', context: undefined })
    expect(namesIn(out)).toEqual(expect.arrayContaining(['postgres-authority', 'database-ca']))
  })
})
