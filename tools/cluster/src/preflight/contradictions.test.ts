import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { addresses, helm, titled, without } from '../../test/render.ts'
import { helmAt } from '../releases/helm-client.ts'
import type { Release } from '../releases/release.ts'
import { valuesFiles } from '../releases/values.ts'
import { contradictions } from './contradictions.ts'

/** The faults where the releases come; `site` is the text of `<release>.yaml`, by release. */
function faultsOf(coming: readonly string[], site: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-contradictions-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [release, text] of Object.entries(site))
    writeFileSync(join(folder, `${release}.yaml`), text)
  const valuesOf = (release: Release) => [
    ...(release.name === 'stoa' ? [addresses] : []),
    ...valuesFiles(release, { profile: 'small', folder, derivedFolder: folder }),
  ]
  const target = { context: 'here', valuesOf }
  return contradictions(coming, { helm: helmAt(helm), target, profile: 'small' })
}

const connections = (allowed: number) =>
  `cluster: { postgresql: { parameters: { max_connections: "${allowed}" } } }`
const tooFew = expect.stringMatching(
  /the services may need \d+ connections, and Postgres takes 40;/,
)

describe.skipIf(without)(titled('the connections to Postgres are counted'), () => {
  it.each([[['stoa']], [['postgres']], [['postgres', 'stoa']]])('where %j come', async (coming) => {
    expect(await faultsOf(coming, { postgres: connections(40) })).toEqual([tooFew])
    expect(await faultsOf(coming, { postgres: connections(400) })).toEqual([])
  })

  it('only where one of both comes', async () => {
    expect(await faultsOf(['nats'], { postgres: connections(40) })).toEqual([])
  })

  it('only once the values of the services are complete', async () => {
    const site = { postgres: connections(40), stoa: 'edge: { hosts: shop.example }' }
    expect(await faultsOf(['postgres'], site)).toEqual([])
    await expect(faultsOf(['stoa'], site)).rejects.toThrow("at '/edge/hosts'")
  })
})
