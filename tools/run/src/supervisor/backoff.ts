const firstMs = 250
const longestMs = 15_000

/** A run that was ready for this long counts as healthy: after it the delays start from the shortest again. */
export const healthyAfterMs = 30_000

/** The delay before the next start, after `crashes` crashes in a row (1 or more). */
export const backoffMs = (crashes: number): number =>
  Math.min(longestMs, firstMs * 2 ** (crashes - 1))

/** The new number of crashes in a row, given the last number and for how long the crashed run was ready. */
export const crashesAfter = (crashes: number, readyForMs: number): number =>
  readyForMs >= healthyAfterMs ? 1 : crashes + 1
