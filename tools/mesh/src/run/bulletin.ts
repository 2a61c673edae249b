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
  readonly text: string
  readonly resource: Config
}

export interface Bulletin {
  /** Takes the place of what was posted for a topic of a node; returns whether anything changed. */
  readonly post: (node: string, topic: string, resources: readonly Config[]) => boolean
  readonly forget: (node: string) => void
  readonly read: (question: Question) => Answer | undefined
  readonly onNews: (listener: () => void) => void
}

/** What each Envoy is to be told. A version grows only when what it stands for changes. */
export function createBulletin(): Bulletin {
  const nodes = new Map<string, Map<string, ReadonlyMap<string, Entry>>>()
  const removals = new Map<string, number>()
  const listeners: (() => void)[] = []
  let clock = 0

  return {
    post(node, topic, resources) {
      const topics = nodes.get(node) ?? new Map<string, ReadonlyMap<string, Entry>>()
      const before = topics.get(topic) ?? new Map<string, Entry>()
      clock += 1
      const after = new Map(
        resources.map((resource) => {
          const text = JSON.stringify(resource)
          const old = before.get(keyOf(resource))
          return [keyOf(resource), old?.text === text ? old : { version: clock, text, resource }]
        }),
      )
      const gone = [...before.values()].filter(({ resource }) => !after.has(keyOf(resource)))
      for (const { resource } of gone) removals.set(`${node} ${resource['@type']}`, clock)
      topics.set(topic, after)
      nodes.set(node, topics)
      const changed =
        gone.length > 0 || [...after.values()].some(({ version }) => version === clock)
      if (changed) for (const listener of listeners) listener()
      return changed
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
    onNews: (listener) => void listeners.push(listener),
  }
}

const nameOf = ({ name, cluster_name: cluster }: Config): string => String(name ?? cluster)
const keyOf = (resource: Config): string => `${resource['@type']} ${nameOf(resource)}`
