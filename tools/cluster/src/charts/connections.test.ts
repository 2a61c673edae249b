import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { afterAll, describe, expect, it } from 'vitest'
import { renderPlatform, titled, variablesOf, without } from '../../test/render.ts'
import { deployedServices } from '../deployed.ts'
import { connectionFaults, connectionsOf } from '../preflight/connections.ts'
import { mergedValues } from '../preflight/merge-values.ts'
import { type Profile, profiles } from '../profiles.ts'
import { readReleases } from '../releases/read.ts'
import type { Release } from '../releases/release.ts'
import { valuesFiles } from '../releases/values.ts'

const derivedFolder = mkdtempSync(join(tmpdir(), 'stoa-connections-'))
afterAll(() => rmSync(derivedFolder, { recursive: true }))

function postgresOf(profile: Profile) {
  const [postgres] = readReleases().filter(({ name }) => name === 'postgres') as [Release]
  return mergedValues(valuesFiles(postgres, { profile, folder: undefined, derivedFolder }))
}

describe.skipIf(without).each(profiles)(titled('the connections to Postgres in %s'), (profile) => {
  it('fit into what it allows, while every service has as many pods as it may have', () => {
    const { needed, allowed } = connectionsOf(renderPlatform(profile), postgresOf(profile))
    expect(needed).toBeGreaterThan(50)
    expect(needed).toBeLessThanOrEqual(allowed)
  })

  it('are refused with their numbers where larger pools do not fit', () => {
    const objects = renderPlatform(profile, '--set=workload.poolSize=90')
    const both = connectionsOf(objects, postgresOf(profile))
    const [said] = connectionFaults(both)
    expect(said).toContain(
      `may need ${both.needed} connections, and Postgres takes ${both.allowed};`,
    )
  })

  it('are those of the pool that each service with a database is told', () => {
    const told = renderPlatform(profile, '--set=workload.poolSize=7')
      .filter(({ kind }) => kind === 'Deployment')
      .flatMap(({ metadata, spec }) =>
        variablesOf(spec.template.spec)
          .filter(({ name }) => name === 'DATABASE_POOL_SIZE')
          .map(({ value }) => [metadata.name, value]),
      )
    const owners = deployedServices(readTopology()).filter(({ database }) => database)
    expect(told).toEqual(owners.map(({ name }) => [name, '7']))
  })
})
