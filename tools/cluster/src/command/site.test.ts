import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { fakeCluster, run } from '../../test/fake-cluster.ts'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('stoa cluster refuses', () => {
  it.each([
    ['data.yml', 'data.yml in '],
    ['moon.yaml', 'moon.yaml in '],
    ['extra.yaml', 'belong to releases that this profile does not have'],
  ])('a site with %s, which would be passed over without a word', async (file, said) => {
    const { folder } = fakeCluster({})
    const site = join(folder, 'site')
    mkdirSync(site)
    writeFileSync(join(site, file), '')
    await expect(run({ verb: 'install', site })).rejects.toThrow(said)
    await expect(run({ verb: 'plan', site })).rejects.toThrow(said)
  })

  it.each([
    ['edge: { hosts: [', 'shop.yaml cannot be read'],
    ['- a list', 'shop.yaml: expected keys with values'],
  ])('a file of a site that says %j, even for a plan', async (text, said) => {
    const { folder } = fakeCluster({})
    const site = join(folder, 'site')
    mkdirSync(site)
    writeFileSync(join(site, 'shop.yaml'), text)
    const refused = { name: 'CannotRun', message: expect.stringContaining(join(site, said)) }
    for (const json of [false, true])
      await expect(run({ verb: 'plan', site, json })).rejects.toMatchObject(refused)
  })

  it('a folder of a site that is not there', async () => {
    fakeCluster({})
    await expect(run({ verb: 'install', site: '/nowhere' })).rejects.toThrow('no folder /nowhere')
  })
})
