/** Decides how long the first item of a batch waits for more items. */
export interface Linger {
  /** Called when a batch starts, with the number of its items. */
  started(items: number): void
  ms(): number
}

export interface AdaptiveLingerOptions {
  /** When the previous batch had a single item: just long enough to notice a second one. */
  readonly loneMs: number
  /** When the previous batch had several items. */
  readonly lingerMs: number
  /** While items arrive at `busyFromPerSecond` or faster: fewer, larger batches cost less. */
  readonly busyLingerMs: number
  readonly busyFromPerSecond: number
}

const windowMs = 250

/**
 * Waits hardly at all for a lone item and longer the more there is to gain from a larger batch.
 *
 * @example adaptiveLinger({ loneMs: 1, lingerMs: 5, busyLingerMs: 20, busyFromPerSecond: 200 })
 */
export function adaptiveLinger(options: AdaptiveLingerOptions): Linger {
  const { loneMs, lingerMs, busyLingerMs, busyFromPerSecond } = options
  let sinceMs = performance.now()
  let itemsInWindow = 0
  let perSecond = 0
  let lastItems = 1

  return {
    started(items) {
      itemsInWindow += items
      lastItems = items
    },
    ms() {
      const elapsedMs = performance.now() - sinceMs
      if (elapsedMs >= windowMs) {
        perSecond = (itemsInWindow * 1000) / elapsedMs
        sinceMs += elapsedMs
        itemsInWindow = 0
      }
      if (perSecond >= busyFromPerSecond) return busyLingerMs
      return lastItems > 1 ? lingerMs : loneMs
    },
  }
}

export const fixedLinger = (lingerMs: number): Linger => ({
  started: () => undefined,
  ms: () => lingerMs,
})
