import { setTimeout as wait } from 'node:timers/promises'

/** Does something again and again, one at a time, until it is stopped. */
export function repeatedly(everyMs: number, act: () => Promise<unknown>): () => Promise<void> {
  const ended = new AbortController()
  const acting = (async () => {
    while (!ended.signal.aborted) {
      await act()
      await wait(everyMs, undefined, { signal: ended.signal }).catch(() => undefined)
    }
  })()
  return async () => {
    ended.abort()
    await acting
  }
}
