import { pauseMs, verdictOf } from '../load/verdict.ts'
import type { Edge } from './edge.ts'
import { EdgeError } from './edge-error.ts'
import type { Answer, Ask } from './send.ts'

/** An answer and how many times it was asked for. */
export interface Answered extends Answer {
  readonly attempts: number
}

/** Asks until there is an answer that will not change; what is asked must be safe to repeat. Throws EdgeError. */
export async function askUntilAnswered(
  edge: Pick<Edge, 'send'>,
  ask: Ask,
  giveUpAfterMs: number,
): Promise<Answered> {
  const begunMs = performance.now()
  for (let attempts = 1; ; attempts += 1) {
    const heard = await new Promise<Answer | Error>((resolve) => edge.send(ask, resolve))
    if (!(heard instanceof Error) && verdictOf(heard) !== 'ask again') return { ...heard, attempts }
    if (performance.now() - begunMs > giveUpAfterMs) {
      const why =
        heard instanceof Error ? heard.message : `${heard.status} ${heard.text.slice(0, 200)}`
      throw new EdgeError(`${ask.method} ${ask.path}: ${why}`)
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs(attempts)))
  }
}
