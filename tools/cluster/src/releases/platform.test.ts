import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { checkSite } from '../command/options.ts'
import { mergedValues } from '../preflight/merge-values.ts'
import { platformNamed, platforms } from './platform.ts'
import { readReleases } from './read.ts'
import { valuesFiles } from './values.ts'

const releases = readReleases()
const folder = mkdtempSync(join(tmpdir(), 'stoa-platform-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'cluster.yaml')

/** What the charts of a site's cluster are told, by release. */
function toldIn(text: string): Record<string, unknown> {
  writeFileSync(file, text)
  const site = { profile: 'small', folder, derivedFolder: join(folder, 'derived') } as const
  return Object.fromEntries(
    releases.flatMap((release) => {
      const { global } = mergedValues(valuesFiles(release, site)) as { global?: object }
      const { platform } = (global ?? {}) as { platform?: string }
      return platform === undefined ? [] : [[release.name, platform]]
    }),
  )
}

describe('the platform of a cluster', () => {
  it.each(platforms)('%s is told to the plugin of the nodes and to istiod', (platform) => {
    expect(toldIn(`platform: ${platform}`)).toEqual({ 'istio-cni': platform, istiod: platform })
  })

  it('is told to nobody where the site does not name it', () => {
    expect(toldIn('')).toEqual({})
    expect(toldIn('platform:')).toEqual({})
    rmSync(file)
    const site = { profile: 'small', folder, derivedFolder: join(folder, 'derived') } as const
    const files = releases.flatMap((release) => valuesFiles(release, site))
    expect(files.filter((one) => one.endsWith('-platform.yaml'))).toEqual([])
  })

  it('gives way to what the site says of one release', () => {
    const own = join(folder, 'istio-cni.yaml')
    writeFileSync(own, 'global: { platform: k3s }')
    expect(toldIn('platform: k3d')).toEqual({ 'istio-cni': 'k3s', istiod: 'k3d' })
    rmSync(own)
  })

  it.each([
    ['platform: eks', 'platform: expected one of gke, k3d, k3s, microk8s, minikube, or no key'],
    ['platform: [k3d]', 'found ["k3d"]'],
    ['platfrom: k3d', 'Unrecognized key: "platfrom"'],
    ['- k3d', 'expected keys with values at the top of the file'],
  ])('is refused before anything is changed, with the file and the path: %s', (text, message) => {
    writeFileSync(file, text)
    const check = () => checkSite(folder, releases, releases)
    expect(check).toThrow(`${file}: `)
    expect(check).toThrow(message)
    writeFileSync(file, 'platform: k3d')
    expect(check).not.toThrow()
  })

  it('is refused as an option, too', () => {
    expect(platformNamed('gke')).toBe('gke')
    expect(() => platformNamed('kind')).toThrow('--platform: expected one of gke, k3d')
  })
})

it('the page on a cluster names the file and each platform', () => {
  const page = readFileSync(
    join(import.meta.dirname, '../../../../docs/how-to/run-in-a-cluster.md'),
    'utf8',
  )
  expect(page).toContain('cluster.yaml')
  for (const platform of platforms) expect(page).toContain(`\`${platform}\``)
})
