import { type Db, isTransient } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import { handled } from './metrics.ts'
import type { Received } from './received.ts'
import { setAside } from './set-aside.ts'
import type { EventTables } from './tables.ts'

/** A handler of any message type; each item has passed the schema of its own type before it gets there. */
export type Handler = (batch: readonly Received[]) => Promise<unknown>

export type Verdict = 'wait' | 'split' | 'set aside'

/** Decides what to do with a batch whose handler threw: repeat it whole, split it, or set its only event aside. */
export function verdict(error: unknown, size: number): Verdict {
  if (isTransient(error)) return 'wait'
  return size > 1 ? 'split' : 'set aside'
}

export interface HandleDeps {
  readonly db: Db<EventTables>
  readonly log: Log
  /** Seconds before each retry of an event that failed. After the last one it moves to the dead letters. */
  readonly retryAfterSeconds: readonly number[]
  /** Resolves after a pause before the attempt, false when the service is stopping. */
  readonly pause: (attempt: number) => Promise<boolean>
}

/** Repeats `work` while it fails transiently. Resolves to undefined when the service stops first; rejects on any other error. */
export async function outlast<Result>(
  { log, pause }: HandleDeps,
  what: string,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result } | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { result: await work() }
    } catch (err) {
      if (!isTransient(err)) throw err
      log.warn({ err, attempt }, `${what} failed because the database is not available; retrying`)
      if (!(await pause(attempt))) return undefined
    }
  }
}

/**
 * Handles a batch to its end: every event in it has its effect or is set aside. An event that fails costs its
 * neighbours a repetition of their transaction, never a pause. False when the service stops first.
 */
export async function handleBatch(
  deps: HandleDeps,
  handle: Handler,
  batch: readonly Received[],
): Promise<boolean> {
  try {
    const done = await outlast(deps, 'handling a batch', () => handle(batch))
    if (!done) return false
    for (const { message } of batch)
      handled.inc({ messaging_destination_name: message.type, outcome: 'handled' })
    return true
  } catch (error) {
    const [item] = batch
    if (!item) return true
    if (verdict(error, batch.length) === 'set aside')
      return Boolean(
        await outlast(deps, 'setting an event aside', () => setAside(deps, item, error)),
      )
    const half = Math.ceil(batch.length / 2)
    return (
      (await handleBatch(deps, handle, batch.slice(0, half))) &&
      (await handleBatch(deps, handle, batch.slice(half)))
    )
  }
}
