import { setTimeout as wait } from 'node:timers/promises'

export interface CacheOptions {
  readonly forMs: number
  /** Rejects when the reading takes longer, so that one source that hangs does not hold up a scrape. */
  readonly withinMs: number
  readonly now: () => number
  onFailure(error: unknown): void
}

/** A reading that is shared by all callers while it is under way and for `forMs` after its start, a failure too. */
export function cached<Reading>(
  read: () => Promise<Reading>,
  { forMs, withinMs, now, onFailure }: CacheOptions,
): () => Promise<Reading> {
  let latest: { readonly at: number; readonly reading: Promise<Reading>; pending: boolean }
  let running: Promise<Reading> | undefined

  /** A reading that hangs keeps its connection: no further one is started beside it. */
  async function attempt(): Promise<Reading> {
    if (running) throw new Error('the reading before has not ended')
    const started = read()
    running = started
    const end = () => {
      running = undefined
    }
    started.then(end, end)
    return within(started, withinMs)
  }

  return () => {
    const at = now()
    if (latest && (latest.pending || at - latest.at < forMs)) return latest.reading
    const entry = { at, reading: attempt(), pending: true }
    latest = entry
    entry.reading.catch(onFailure).then(() => {
      entry.pending = false
    })
    return entry.reading
  }
}

async function within<Reading>(reading: Promise<Reading>, withinMs: number): Promise<Reading> {
  const timer = new AbortController()
  const timeout = wait(withinMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`no answer within ${withinMs} ms`)
  })
  timeout.catch(() => undefined)
  try {
    return await Promise.race([reading, timeout])
  } finally {
    timer.abort()
  }
}
