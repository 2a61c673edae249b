import type { Log } from './log.ts'

const firstAfterMs = 1_000
const atMostEveryMs = 60_000

/**
 * Resolves as `ready` does. While it waits, a line in the log says so: after a second, then after pauses that double up to a
 * minute, and once it is over.
 *
 * @param to - what is waited for, such as `the broker`
 * @param why - the last failure, where one is known
 */
export async function logWaiting<Result>(
  log: Log,
  to: string,
  ready: Promise<Result>,
  why: () => unknown = () => undefined,
): Promise<Result> {
  const startedMs = performance.now()
  const waitedMs = () => Math.round(performance.now() - startedMs)
  let pauseMs = firstAfterMs
  let told = false
  const tell = () => {
    told = true
    log.warn({ waitedMs: waitedMs(), err: why() }, `waiting for ${to}; not ready until it answers`)
    timer = setTimeout(tell, pauseMs)
    pauseMs = Math.min(2 * pauseMs, atMostEveryMs)
  }
  let timer = setTimeout(tell, pauseMs)
  try {
    const result = await ready
    if (told) log.info({ waitedMs: waitedMs() }, `${to} answers; the start goes on`)
    return result
  } finally {
    clearTimeout(timer)
  }
}
