import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTopology } from '@stoa/topology'
import { afterAll, expect, it } from 'vitest'
import { mergedValues } from '../preflight/merge-values.ts'
import type { Profile } from '../profiles.ts'
import { readReleases } from '../releases/read.ts'
import { valuesFiles } from '../releases/values.ts'
import { writeTrial } from '../trial/trial.ts'

const scratch = mkdtempSync(join(tmpdir(), 'stoa-edge-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const edge = readReleases().filter(({ name }) => name === 'istio-ingressgateway')
const valuesOf = (profile: Profile, folder?: string) =>
  edge.map((release) =>
    mergedValues(
      valuesFiles(release, { profile, folder, derivedFolder: join(scratch, 'derived') }),
    ),
  )

it.each(['production', 'multi-region'] as const)(
  'in %s the edge limits and logs by the address of the client, with pods on several nodes',
  (profile) => {
    expect(valuesOf(profile)).toMatchObject([
      {
        service: { externalTrafficPolicy: 'Local', ports: [{ port: 15021 }, { port: 443 }] },
        autoscaling: { enabled: true, minReplicas: 3 },
        topologySpreadConstraints: [
          { topologyKey: 'topology.kubernetes.io/zone' },
          { topologyKey: 'kubernetes.io/hostname' },
        ],
      },
    ])
  },
)

it('a small cluster takes requests at any node', () => {
  expect(valuesOf('small')[0]?.service).not.toHaveProperty('externalTrafficPolicy')
})

it('a trial, which has no load balancer, clears in every profile what Kubernetes refuses without one', async () => {
  const site = join(scratch, 'trial')
  await writeTrial(site, readTopology().services)
  expect(valuesOf('production', site)).toMatchObject([
    { service: { type: 'ClusterIP', externalTrafficPolicy: '' } },
  ])
})
