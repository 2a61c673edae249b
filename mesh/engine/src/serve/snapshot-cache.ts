import type { Config } from '../compile/config.ts'

/** What an Envoy subscribes to: all resources of a type, or those with certain names. */
export interface Subscription {
  /** The workload instance whose Envoy subscribes. */
  readonly node: string
  /** Type URL, such as `type.googleapis.com/envoy.config.cluster.v3.Cluster`. */
  readonly type: string
  /** Empty for all resources of the type. */
  readonly names: readonly string[]
}

export interface Snapshot {
  readonly version: number
  readonly resources: readonly Config[]
}

interface Entry {
  /** The version in which the resource last changed. */
  readonly version: number
  /** The version in which a resource of this name was added. */
  readonly addedIn: number
  readonly text: string
  readonly resource: Config
  /** True for a cluster that is no longer configured but may still be the target of a route. */
  readonly removed?: boolean
}

export interface CachedCluster {
  readonly name: string
  /** The version in which the cluster was added. */
  readonly addedIn: number
  /** Whether the Envoy subscribes to the cluster's endpoints (EDS). */
  readonly usesEds: boolean
}

export const clusterType = 'type.googleapis.com/envoy.config.cluster.v3.Cluster'
export const endpointType = 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment'

/** The current configuration of every Envoy, by node and resource type. */
export interface SnapshotCache {
  /**
   * Replaces one group of a node's resources, such as `secrets`; returns whether anything changed.
   * Clusters and endpoints that are missing from the new group stay until `prune`.
   */
  readonly set: (node: string, group: string, resources: readonly Config[]) => boolean
  /** Drops the removed clusters and endpoints of a node; returns whether there were any. */
  readonly prune: (node: string) => boolean
  /** Drops everything of a node. */
  readonly clear: (node: string) => void
  /** Returns undefined for an unknown node, and when no resource has a subscribed name. */
  readonly get: (subscription: Subscription) => Snapshot | undefined
  readonly clusters: (node: string) => readonly CachedCluster[]
  readonly onChange: (listener: () => void) => void
}

/** An empty cache. The version of a subscription grows only when one of its resources changes. */
export function createSnapshotCache(): SnapshotCache {
  const nodes = new Map<string, Map<string, ReadonlyMap<string, Entry>>>()
  const removals = new Map<string, number>()
  const listeners: (() => void)[] = []
  let current = 0
  const notify = () => {
    for (const listener of listeners) listener()
  }
  return {
    set(node, group, resources) {
      const groups = nodes.get(node) ?? new Map<string, ReadonlyMap<string, Entry>>()
      const before = groups.get(group) ?? new Map<string, Entry>()
      current += 1
      const after = new Map<string, Entry>(
        resources.map((resource) => {
          const text = JSON.stringify(resource)
          const old = before.get(keyOf(resource))
          const addedIn = old?.addedIn ?? current
          const version = old?.text === text ? old.version : current
          return [keyOf(resource), { version, addedIn, text, resource }]
        }),
      )
      const missing = [...before].filter(([key]) => !after.has(key))
      for (const [key, entry] of missing) {
        if (isKeptUntilPruned(entry.resource)) after.set(key, { ...entry, removed: true })
        else removals.set(`${node} ${entry.resource['@type']}`, current)
      }
      groups.set(group, after)
      nodes.set(node, groups)
      const changed =
        missing.some(([, { removed }]) => removed !== true) ||
        [...after.values()].some(({ version }) => version === current)
      if (changed) notify()
      return changed
    },
    prune(node) {
      current += 1
      let pruned = false
      for (const [group, entries] of nodes.get(node) ?? []) {
        const kept = new Map([...entries].filter(([, { removed }]) => removed !== true))
        if (kept.size === entries.size) continue
        for (const { resource, removed } of entries.values())
          if (removed) removals.set(`${node} ${resource['@type']}`, current)
        nodes.get(node)?.set(group, kept)
        pruned = true
      }
      if (pruned) notify()
      return pruned
    },
    clear: (node) => void nodes.delete(node),
    get({ node, type, names }) {
      const groups = nodes.get(node)
      if (groups === undefined) return undefined
      const entries = [...groups.values()]
        .flatMap((group) => [...group.values()])
        .filter(({ resource }) => resource['@type'] === type)
        .filter(({ resource }) => names.length === 0 || names.includes(nameOf(resource)))
      if (names.length > 0 && entries.length === 0) return undefined
      const removedIn = names.length === 0 ? (removals.get(`${node} ${type}`) ?? 0) : 0
      return {
        version: Math.max(removedIn, ...entries.map(({ version }) => version)),
        resources: entries.map(({ resource }) => resource),
      }
    },
    clusters: (node) =>
      [...(nodes.get(node)?.values() ?? [])]
        .flatMap((group) => [...group.values()])
        .filter(({ resource }) => resource['@type'] === clusterType)
        .map(({ addedIn, resource }) => ({
          name: nameOf(resource),
          addedIn,
          usesEds: resource.type === 'EDS',
        })),
    onChange: (listener) => void listeners.push(listener),
  }
}

/** An Envoy may apply new routes later than new clusters, so its old routes need the old clusters. */
const isKeptUntilPruned = (resource: Config): boolean =>
  resource['@type'] === clusterType || resource['@type'] === endpointType

const nameOf = ({ name, cluster_name: cluster }: Config): string => String(name ?? cluster)

const keyOf = (resource: Config): string => `${resource['@type']} ${nameOf(resource)}`
