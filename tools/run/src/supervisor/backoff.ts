const firstMs = 250
const longestMs = 15_000

/** A run this long after it was ready counts as healthy: the next crash starts from the shortest wait again. */
export const healthyAfterMs = 30_000

/** How long to wait before the next start, after `crashes` crashes in a row (1 or more). */
export const backoffMs = (crashes: number): number =>
  Math.min(longestMs, firstMs * 2 ** (crashes - 1))

/** Crashes in a row, given how many there were and how long the latest run had been ready. */
export const crashesAfter = (crashes: number, readyForMs: number): number =>
  readyForMs >= healthyAfterMs ? 1 : crashes + 1
