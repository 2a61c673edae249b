export interface BackOff {
  readonly firstMs: number
  readonly maxMs: number
}

/** The pause before the next attempt when `attempts` have failed: it doubles each time, up to `maxMs`. */
export const backOffMs = (attempts: number, { firstMs, maxMs }: BackOff): number =>
  Math.min(maxMs, firstMs * 2 ** Math.max(0, attempts - 1))
