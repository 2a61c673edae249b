import type { Cluster } from '../../kubernetes/cluster.ts'
import { type KubernetesObject, nameOf } from '../../kubernetes/object.ts'
import { contentOf, settingsOf } from '../../render/content.ts'
import type { Finding } from '../report.ts'

/** Objects as the cluster has them, by kind and name. */
export type Snapshot = ReadonlyMap<string, KubernetesObject>

const keyOf = (object: KubernetesObject): string => `${object.apiVersion} ${nameOf(object)}`

export const snapshotOf = (objects: readonly KubernetesObject[]): Snapshot =>
  new Map(objects.map((object) => [keyOf(object), object]))

/** What Helm has made for releases. */
export interface Inventory {
  /** The objects now; `manifest` is what Helm should have made. */
  take(manifest: readonly KubernetesObject[]): Promise<Snapshot>
}

/** Opens an inventory; an object that is left over is of a kind that some manifest had. */
export function openInventory(cluster: Cluster, releases: readonly string[]): Inventory {
  const kinds = new Map<string, Pick<KubernetesObject, 'apiVersion' | 'kind'>>()
  return {
    async take(manifest) {
      for (const { apiVersion, kind } of manifest)
        kinds.set(`${apiVersion} ${kind}`, { apiVersion, kind })
      const lists = await Promise.all(
        [...kinds.values()].map(({ apiVersion, kind }) => cluster.listOf(apiVersion, kind)),
      )
      return snapshotOf(lists.flat().filter((object) => releases.includes(releaseOf(object) ?? '')))
    },
  }
}

/** The release that an object was installed with. A chart that is rendered alone gives it Helm's label, but not this annotation. */
export const releaseOf = ({ metadata }: KubernetesObject): string | undefined =>
  metadata.annotations?.['meta.helm.sh/release-name']

const finding = (subject: string, what: string): Finding => ({ check: 'upgrade', subject, what })

/** The cluster has exactly the objects of the manifest: none is missing, and none is left over. */
export const inventoryFindings = (
  manifest: readonly KubernetesObject[],
  owned: Snapshot,
  after: string,
): readonly Finding[] => {
  const expected = snapshotOf(manifest)
  return [
    ...[...expected.keys()]
      .filter((key) => !owned.has(key))
      .map((key) => finding(key, `is missing ${after}`)),
    ...[...owned.keys()]
      .filter((key) => !expected.has(key))
      .map((key) => finding(key, `is left over ${after}`)),
  ]
}

/** Nothing was written: each object has its resource version, or nothing but its status differs, which controllers write. */
export const unchangedFindings = (
  before: Snapshot,
  now: Snapshot,
  by: string,
): readonly Finding[] =>
  differing(before, now, contentOf).map((key) => finding(key, `is changed ${by}`))

/** How many objects have the resource version that they had. */
export const sameVersions = (before: Snapshot, now: Snapshot): number =>
  [...before].filter(
    ([key, { metadata }]) => now.get(key)?.metadata.resourceVersion === metadata.resourceVersion,
  ).length

/** The upgrade from a chart that makes what today's makes would check nothing. */
export const olderChartFindings = (older: Snapshot, newer: Snapshot): readonly Finding[] =>
  differing(older, newer, settingsOf).length > 0
    ? []
    : [finding('the older chart', "makes the same objects as today's: keep another in released/")]

/** The objects are what they were, although they may have been changed or made anew between. */
export const restoredFindings = (before: Snapshot, now: Snapshot, by: string): readonly Finding[] =>
  differing(before, now, settingsOf).map((key) => finding(key, `is not what it was before, ${by}`))

const differing = (
  before: Snapshot,
  now: Snapshot,
  textOf: (object: KubernetesObject) => string,
): readonly string[] =>
  [...new Set([...before.keys(), ...now.keys()])].filter((key) => {
    const [one, other] = [before.get(key), now.get(key)]
    return !one || !other || textOf(one) !== textOf(other)
  })
