export interface BackOff {
  readonly firstMs: number
  readonly maxMs: number
}

/**
 * The pause before the next attempt when `attempts` have failed: it doubles each time, up to `maxMs`.
 *
 * @example backOffMs(3, { firstMs: 1_000, maxMs: 60_000 }) // 4_000
 */
export const backOffMs = (attempts: number, { firstMs, maxMs }: BackOff): number =>
  Math.min(maxMs, firstMs * 2 ** Math.max(0, attempts - 1))
