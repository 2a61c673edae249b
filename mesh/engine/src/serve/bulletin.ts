import type { Config } from '../compile/config.ts'

export interface Question {
  /** The instance that asks. */
  readonly node: string
  readonly type: string
  /** Empty for all resources of the type. */
  readonly names: readonly string[]
}

export interface Answer {
  readonly version: number
  readonly resources: readonly Config[]
}

interface Entry {
  readonly version: number
  /** When its name came up first. */
  readonly since: number
  readonly text: string
  readonly resource: Config
  /** No longer wanted, and kept until no route leads to it. */
  readonly leaving?: boolean
}

export interface KnownCluster {
  readonly name: string
  /** The version with which it came up. */
  readonly since: number
  /** Its endpoints are asked for apart. */
  readonly isTold: boolean
}

export const clusterType = 'type.googleapis.com/envoy.config.cluster.v3.Cluster'
export const endpointType = 'type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment'

export interface Bulletin {
  /** Takes the place of what was posted for a topic of a node; returns whether anything changed. */
  readonly post: (node: string, topic: string, resources: readonly Config[]) => boolean
  /** Lets go of the clusters that are no longer wanted; returns whether there were any. */
  readonly drop: (node: string) => boolean
  readonly forget: (node: string) => void
  readonly read: (question: Question) => Answer | undefined
  readonly clustersOf: (node: string) => readonly KnownCluster[]
  readonly onNews: (listener: () => void) => void
}

/** What each Envoy is to be told. A version grows only when what it stands for changes. */
export function createBulletin(): Bulletin {
  const nodes = new Map<string, Map<string, ReadonlyMap<string, Entry>>>()
  const removals = new Map<string, number>()
  const listeners: (() => void)[] = []
  let clock = 0
  const tell = () => {
    for (const listener of listeners) listener()
  }

  return {
    post(node, topic, resources) {
      const topics = nodes.get(node) ?? new Map<string, ReadonlyMap<string, Entry>>()
      const before = topics.get(topic) ?? new Map<string, Entry>()
      clock += 1
      const after = new Map<string, Entry>(
        resources.map((resource) => {
          const text = JSON.stringify(resource)
          const old = before.get(keyOf(resource))
          const since = old?.since ?? clock
          const version = old?.text === text ? old.version : clock
          const entry = { version, since, text, resource }
          return [keyOf(resource), entry]
        }),
      )
      const gone = [...before].filter(([key]) => !after.has(key))
      const stays = gone.filter(([, { resource }]) => outlives(resource))
      for (const [key, entry] of stays) after.set(key, { ...entry, leaving: true })
      const left = gone.filter(([, { resource }]) => !outlives(resource))
      for (const [, { resource }] of left) removals.set(`${node} ${resource['@type']}`, clock)
      topics.set(topic, after)
      nodes.set(node, topics)
      const changed =
        gone.some(([, { leaving }]) => leaving !== true) ||
        [...after.values()].some(({ version }) => version === clock)
      if (changed) tell()
      return changed
    },
    drop(node) {
      clock += 1
      let dropped = false
      for (const [topic, entries] of nodes.get(node) ?? []) {
        const kept = new Map([...entries].filter(([, { leaving }]) => leaving !== true))
        if (kept.size === entries.size) continue
        for (const { resource, leaving } of entries.values())
          if (leaving) removals.set(`${node} ${resource['@type']}`, clock)
        nodes.get(node)?.set(topic, kept)
        dropped = true
      }
      if (dropped) tell()
      return dropped
    },
    forget: (node) => void nodes.delete(node),
    read({ node, type, names }) {
      const topics = nodes.get(node)
      if (topics === undefined) return undefined
      const entries = [...topics.values()]
        .flatMap((topic) => [...topic.values()])
        .filter(({ resource }) => resource['@type'] === type)
        .filter(({ resource }) => names.length === 0 || names.includes(nameOf(resource)))
      if (names.length > 0 && entries.length === 0) return undefined
      const removed = names.length === 0 ? (removals.get(`${node} ${type}`) ?? 0) : 0
      return {
        version: Math.max(removed, ...entries.map(({ version }) => version)),
        resources: entries.map(({ resource }) => resource),
      }
    },
    clustersOf: (node) =>
      [...(nodes.get(node)?.values() ?? [])]
        .flatMap((topic) => [...topic.values()])
        .filter(({ resource }) => resource['@type'] === clusterType)
        .map(({ since, resource }) => ({
          name: nameOf(resource),
          since,
          isTold: resource.type === 'EDS',
        })),
    onNews: (listener) => void listeners.push(listener),
  }
}

/** A route that an Envoy has not yet given up may still lead there. */
const outlives = (resource: Config): boolean =>
  resource['@type'] === clusterType || resource['@type'] === endpointType

const nameOf = ({ name, cluster_name: cluster }: Config): string => String(name ?? cluster)
const keyOf = (resource: Config): string => `${resource['@type']} ${nameOf(resource)}`
