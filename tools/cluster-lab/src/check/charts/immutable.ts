import type { Cluster } from '../../kubernetes/cluster.ts'
import { nameOf } from '../../kubernetes/object.ts'
import type { Finding } from '../report.ts'
import type { Snapshot } from './snapshot.ts'

/** An upgrade that changes the selector of a Deployment would not go unnoticed: the API server refuses it. */
export async function immutableControl(
  cluster: Cluster,
  snapshot: Snapshot,
): Promise<readonly Finding[]> {
  const deployment = [...snapshot.values()].find(({ kind }) => kind === 'Deployment')
  if (!deployment) throw new Error('the charts have no Deployment')
  const { apiVersion, kind, metadata } = deployment
  const applied = await cluster.apply(
    {
      ...{ apiVersion, kind, metadata: { name: metadata.name, namespace: metadata.namespace } },
      spec: { selector: { matchLabels: { 'lab-control': 'another' } } },
    },
    { dryRun: true },
  )
  const reason = 'refused' in applied ? applied.refused : 'it was admitted'
  if (/immutable/.test(reason)) return []
  const what = `expected a refusal of another selector as immutable; ${reason}`
  return [{ check: 'upgrade', subject: nameOf(deployment), what }]
}
