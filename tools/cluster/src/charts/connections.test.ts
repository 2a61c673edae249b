import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { afterAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { mostPods } from '../../test/most-pods.ts'
import {
  type KubernetesObject,
  renderPlatform,
  titled,
  variablesOf,
  without,
} from '../../test/render.ts'
import { deployedServices } from '../deployed.ts'
import { mergedValues } from '../preflight/merge-values.ts'
import { type Profile, profiles } from '../profiles.ts'
import { readReleases } from '../releases/read.ts'
import type { Release } from '../releases/release.ts'
import { valuesFiles } from '../releases/values.ts'

/** `superuser_reserved_connections`, which Postgres keeps for its superusers. */
const reserved = 3
/** Of CloudNativePG's instance manager: for its probes, for roles and databases, and for a backup. */
const ofOperator = 3
/** Of `stoa cluster verify`, to each database. */
const ofVerify = 4
/** The exporter's, which are no setting. */
const ofExporter = 2

const derivedFolder = mkdtempSync(join(tmpdir(), 'stoa-connections-'))
afterAll(() => rmSync(derivedFolder, { recursive: true }))

const postgresSchema = z.object({
  cluster: z.object({
    instances: z.int(),
    postgresql: z.object({ parameters: z.object({ max_connections: z.coerce.number().int() }) }),
  }),
})
function postgresOf(profile: Profile) {
  const [postgres] = readReleases().filter(({ name }) => name === 'postgres') as [Release]
  const files = valuesFiles(postgres, { profile, folder: undefined, derivedFolder })
  const { instances, postgresql } = postgresSchema.parse(mergedValues(files)).cluster
  return { hasReplicas: instances > 1, allowed: postgresql.parameters.max_connections }
}

/**
 * Of one pod. A pod that reads from replicas keeps these connections while such a replica becomes the primary, so that they
 * count as the primary's.
 */
function connectionsOf(pod: KubernetesObject['spec'], hasReplicas: boolean): number {
  const variables = variablesOf(pod)
  const has = (name: string) => variables.some((one) => one.name === name)
  const size = variables.find(({ name }) => name === 'DATABASE_POOL_SIZE')?.value
  const pools = has('DATABASE_READ_URL') && hasReplicas ? 2 : 1
  if (size !== undefined) return pools * Number(size)
  return has('DATABASE_URL') ? ofExporter : 0
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

describe.skipIf(without).each(profiles)(titled('the connections to Postgres in %s'), (profile) => {
  it('fit into what it allows, while every service has as many pods as it may have', () => {
    const objects = renderPlatform(profile)
    const { allowed, hasReplicas } = postgresOf(profile)
    const migrations = objects.filter(({ kind }) => kind === 'Job').length
    const services = objects
      .filter(({ kind }) => kind === 'Deployment')
      .map((one) => mostPods(objects, one) * connectionsOf(one.spec.template.spec, hasReplicas))
    const others = reserved + ofOperator + migrations * (1 + ofVerify)
    expect(sum(services)).toBeGreaterThan(0)
    expect(sum(services) + others).toBeLessThanOrEqual(allowed)
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
