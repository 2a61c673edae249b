import { type Bulletin, clusterType, endpointType, type Question } from './bulletin.ts'

const followers = [
  'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  'type.googleapis.com/envoy.config.listener.v3.Listener',
]

// An Envoy that does not take a cluster gets its routes all the same.
const longestHoldMs = 1_000

export interface Readiness {
  /** Notes what an asker knows already. */
  readonly heard: (question: Question, version: string) => void
  /** For how long an answer has to wait for clusters that it may speak of; 0 for not at all. */
  readonly holdMs: (question: Question, version: string) => number
}

/** Routes are told after the clusters they lead to: an Envoy asks for each kind apart, in any order. */
export function createReadiness(bulletin: Bulletin, now: () => number = Date.now): Readiness {
  const known = new Map<string, number>()
  const firstSeen = new Map<number, number>()
  const keyOf = (node: string, type: string, name = '') => `${node} ${type} ${name}`
  const knows = (key: string, since: number) => (known.get(key) ?? 0) >= since

  return {
    heard({ node, type, names }, version) {
      if (version === '') return
      for (const name of names.length > 0 ? names : [''])
        known.set(keyOf(node, type, name), Number(version))
    },
    holdMs({ node, type }, version) {
      if (version === '' || !followers.includes(type)) return 0
      const missing = bulletin
        .clustersOf(node)
        .filter(
          ({ name, since, isTold }) =>
            !knows(keyOf(node, clusterType), since) ||
            (isTold && !knows(keyOf(node, endpointType, name), since)),
        )
      const newest = Math.max(0, ...missing.map(({ since }) => since))
      if (newest === 0) return 0
      const seen = firstSeen.get(newest) ?? now()
      firstSeen.set(newest, seen)
      return Math.max(0, seen + longestHoldMs - now())
    },
  }
}
