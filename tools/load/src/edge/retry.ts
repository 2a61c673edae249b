import type { SendResult } from './send.ts'

export type Verdict = 'accepted' | 'rejected' | 'retry'

const retriedStatuses = new Set([408, 409, 500, 502, 503, 504])

/** What follows from the result of a request that carries an idempotency key. */
export function classify(result: SendResult): Verdict {
  if (result instanceof Error) return 'retry'
  if (result.status >= 200 && result.status < 300) return 'accepted'
  return retriedStatuses.has(result.status) ? 'retry' : 'rejected'
}

/** Milliseconds to wait after `attempts` attempts: doubles from 100, up to 2,000. */
export const retryDelayMs = (attempts: number): number =>
  Math.min(2_000, 50 * 2 ** Math.min(attempts, 10))
