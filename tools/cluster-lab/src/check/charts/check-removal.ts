import type { Profile } from '@stoa/cluster'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { type KubernetesObject, nameOf } from '../../kubernetes/object.ts'
import type { CheckResult, Finding } from '../report.ts'
import { inventoryFindings } from './snapshot.ts'
import { labReleaseNames, type Stage } from './stage.ts'

const removed = ['stoa', 'policies']

/** What migrations are made of: hooks, which Helm itself leaves behind at an uninstallation. */
const hookKinds = [
  { apiVersion: 'batch/v1', kind: 'Job' },
  { apiVersion: 'v1', kind: 'ServiceAccount' },
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' },
]

/** Removing the platform leaves nothing of it, and takes nothing else with it. */
export async function checkRemoval(
  { cluster, installer, inventory, log }: Stage,
  profile: Profile,
): Promise<CheckResult> {
  log('uninstalling')
  await installer.run('uninstall', { profile, only: removed })
  const manifests = labReleaseNames
    .filter((name) => !removed.includes(name))
    .map((name) => installer.manifest(name, profile))
  const kept = (await Promise.all(manifests)).flat()
  const when = `after the removal of ${profile}`
  return {
    findings: [
      ...inventoryFindings(kept, await inventory.take(kept), when),
      ...leftBehind(await hooksIn(cluster), when),
    ],
    figures: {},
  }
}

const hooksIn = async (cluster: Cluster): Promise<readonly KubernetesObject[]> => {
  const lists = hookKinds.map(({ apiVersion, kind }) => cluster.listOf(apiVersion, kind))
  return (await Promise.all(lists)).flat()
}

const hookOf = ({ metadata }: KubernetesObject) => metadata.annotations?.['helm.sh/hook']

/** A finding for each hook that is still there. Pure. */
export const leftBehind = (
  objects: readonly KubernetesObject[],
  when: string,
): readonly Finding[] =>
  objects
    .filter((object) => hookOf(object) !== undefined)
    .map((object) => ({
      ...{ check: 'upgrade', subject: nameOf(object), what: `is left over ${when}` },
    }))
