import {
  clusterType,
  endpointType,
  type SnapshotCache,
  type Subscription,
} from './snapshot-cache.ts'

const typesWithRoutes = [
  'type.googleapis.com/envoy.config.route.v3.RouteConfiguration',
  'type.googleapis.com/envoy.config.listener.v3.Listener',
]
// An Envoy that rejects a cluster still gets its routes.
const longestDelayMs = 1_000

export interface RouteDelay {
  /** Records the version that an Envoy has applied. */
  readonly acknowledged: (subscription: Subscription, version: string) => void
  /** How long a response must wait until the Envoy has the clusters that it may name; 0 for no wait. */
  readonly delayMs: (subscription: Subscription, version: string) => number
}

/**
 * Delays routes until the Envoy has applied the clusters that they lead to: it subscribes to each
 * type separately, and applies them in any order.
 */
export function createRouteDelay(cache: SnapshotCache, now: () => number = Date.now): RouteDelay {
  const applied = new Map<string, number>()
  const firstMissedAt = new Map<number, number>()
  const keyOf = (node: string, type: string, name = '') => `${node} ${type} ${name}`
  const hasApplied = (key: string, version: number) => (applied.get(key) ?? 0) >= version
  return {
    acknowledged({ node, type, names }, version) {
      if (version === '') return
      for (const name of names.length > 0 ? names : [''])
        applied.set(keyOf(node, type, name), Number(version))
    },
    delayMs({ node, type }, version) {
      if (version === '' || !typesWithRoutes.includes(type)) return 0
      const missing = cache
        .clusters(node)
        .filter(
          ({ name, addedIn, usesEds }) =>
            !hasApplied(keyOf(node, clusterType), addedIn) ||
            (usesEds && !hasApplied(keyOf(node, endpointType, name), addedIn)),
        )
      const newest = Math.max(0, ...missing.map(({ addedIn }) => addedIn))
      if (newest === 0) return 0
      const since = firstMissedAt.get(newest) ?? now()
      firstMissedAt.set(newest, since)
      return Math.max(0, since + longestDelayMs - now())
    },
  }
}
