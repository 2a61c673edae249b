import type { Heard } from '../edge/send.ts'

export type Verdict = 'accepted' | 'refused' | 'ask again'

const askAgainOn = new Set([408, 409, 500, 502, 503, 504])

/** What an answer means for a request that carries an idempotency key. */
export function verdictOf(heard: Heard): Verdict {
  if (heard instanceof Error) return 'ask again'
  if (heard.status >= 200 && heard.status < 300) return 'accepted'
  return askAgainOn.has(heard.status) ? 'ask again' : 'refused'
}

/** Milliseconds to wait before the attempt after so many. */
export const pauseMs = (attempts: number): number =>
  Math.min(2_000, 50 * 2 ** Math.min(attempts, 10))
