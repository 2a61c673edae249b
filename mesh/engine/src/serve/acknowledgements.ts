import type { SnapshotCache, Subscription } from './snapshot-cache.ts'

export interface Acknowledgements {
  /** Records a discovery request, whose version is the one that the Envoy has applied. */
  readonly requested: (subscription: Subscription, version: string) => void
  /** Records that an Envoy closed its discovery request, so nothing waits for that Envoy. */
  readonly closed: (subscription: Subscription) => void
  /** Resolves to true once every subscribed Envoy has applied its snapshot, to false at the timeout. */
  readonly applied: (timeoutMs: number) => Promise<boolean>
}

/** Tracks which snapshot each Envoy has applied: the next discovery request says so. */
export function trackAcknowledgements(cache: SnapshotCache): Acknowledgements {
  const latest = new Map<
    string,
    { readonly subscription: Subscription; readonly version: string }
  >()
  const waiting = new Set<() => void>()
  const keyOf = ({ node, type, names }: Subscription) => [node, type, ...names].join(' ')
  const isCurrent = () =>
    [...latest.values()].every(({ subscription, version }) => {
      const snapshot = cache.get(subscription)
      return snapshot === undefined || String(snapshot.version) === version
    })
  const resolveWaiting = () => {
    if (waiting.size > 0 && isCurrent()) for (const resolve of waiting) resolve()
  }
  return {
    requested(subscription, version) {
      latest.set(keyOf(subscription), { subscription, version })
      resolveWaiting()
    },
    closed(subscription) {
      const key = keyOf(subscription)
      if (latest.get(key)?.subscription === subscription) latest.delete(key)
      resolveWaiting()
    },
    applied(timeoutMs) {
      if (isCurrent()) return Promise.resolve(true)
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const resolveTrue = () => resolve(true)
      const timer = setTimeout(() => resolve(false), timeoutMs)
      waiting.add(resolveTrue)
      return promise.finally(() => {
        clearTimeout(timer)
        waiting.delete(resolveTrue)
      })
    },
  }
}
