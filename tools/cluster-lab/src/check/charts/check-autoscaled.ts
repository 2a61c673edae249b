import type { Profile } from '@stoa/cluster'
import { z } from 'zod'
import type { Cluster } from '../../kubernetes/cluster.ts'
import type { CheckResult, Finding } from '../report.ts'
import type { Stage } from './stage.ts'

const edge = 'istio-ingressgateway'
const replicas = 3
const fixed = { replicaCount: replicas, autoscaling: { enabled: false } }
const scaled = {
  autoscaling: { enabled: true, minReplicas: replicas, maxReplicas: replicas + 2 },
}

/**
 * What runs stays as it is when an autoscaler comes, by an upgrade or by the rollback to a revision that had one. A Deployment whose
 * replicas were fewer for a moment has another generation, however soon the autoscaler mended it.
 */
export async function checkAutoscaled(
  { cluster, installer, log }: Stage,
  profile: Profile,
): Promise<CheckResult> {
  const only = [edge]
  const upgrade = (values: object) =>
    installer.run('upgrade', { profile, only, values: { [edge]: values } })
  const changesBy = async (change: () => Promise<unknown>) => {
    const before = await generationIn(cluster)
    await change()
    return (await generationIn(cluster)) - before
  }
  log('giving the edge an autoscaler, and once more by a rollback')
  await upgrade(fixed)
  const upgraded = await changesBy(() => upgrade(scaled))
  await upgrade(fixed)
  const rolledBack = await changesBy(() => installer.run('rollback', { profile, only }))
  const manifest = await installer.manifest(edge, profile)
  await upgrade({})
  const hasAutoscaler = manifest.some(({ kind }) => kind === 'HorizontalPodAutoscaler')
  return {
    findings: [
      ...changed(upgraded, 'an upgrade'),
      ...changed(rolledBack, 'a rollback'),
      ...(hasAutoscaler ? [] : [finding('the rollback gave it no autoscaler')]),
    ],
    figures: {},
  }
}

const changed = (changes: number, by: string): readonly Finding[] =>
  changes === 0
    ? []
    : [finding(`${by} that gave it an autoscaler changed what runs ${changes} times`)]

const finding = (what: string): Finding => ({ check: 'upgrade', subject: edge, what })

const deployment = z.looseObject({ metadata: z.looseObject({ generation: z.int() }) })

/** Counts the changes of what the edge's Deployment asks for. */
const generationIn = async (cluster: Cluster): Promise<number> => {
  const metadata = { namespace: 'istio-ingress', name: edge }
  const found = await cluster.get({ apiVersion: 'apps/v1', kind: 'Deployment', metadata })
  return deployment.parse(found).metadata.generation
}
