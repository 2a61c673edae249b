import type { Profile } from '@stoa/cluster'
import type { Installer } from '../../install/installer.ts'
import type { KubernetesObject } from '../../kubernetes/object.ts'
import type { Standing } from '../standing.ts'
import { applyAutoscalers, untilScaled } from './autoscalers.ts'
import { type Inventory, inventoryFindings, openInventory, type Snapshot } from './snapshot.ts'

/** A lab with what installs the charts in it, and the inventory of what they have made. */
export interface Stage extends Standing {
  readonly installer: Installer
  readonly inventory: Inventory
  /** What the cluster had of each profile that was checked so far. */
  readonly checked: Map<Profile, Snapshot>
}

/** The releases whose objects are compared: all that the lab installs but Istio's CRDs. */
export const labReleaseNames: readonly string[] = [
  ...['namespaces', 'istio-cni', 'istiod', 'policies', 'stoa', 'istio-ingressgateway'],
]

export const openStage = (standing: Standing, installer: Installer): Stage => ({
  ...{ ...standing, installer },
  inventory: openInventory(standing.cluster, labReleaseNames),
  checked: new Map(),
})

export interface Installed {
  readonly manifest: readonly KubernetesObject[]
  readonly snapshot: Snapshot
}

/** What the releases consist of, and what the cluster has of them once replicas have settled. */
export async function settle(
  { cluster, installer, inventory }: Stage,
  profile: Profile,
): Promise<Installed> {
  await applyAutoscalers(cluster)
  await untilScaled(cluster)
  const manifests = labReleaseNames.map((name) => installer.manifest(name, profile))
  const manifest = (await Promise.all(manifests)).flat()
  return { manifest, snapshot: await inventory.take(manifest) }
}

export const inventoryOf = ({ manifest, snapshot }: Installed, when: string) =>
  inventoryFindings(manifest, snapshot, when)
