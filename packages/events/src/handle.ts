import { type Db, isTransient } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import { inTracesOf } from './in-traces.ts'
import { handled } from './metrics.ts'
import { keyOf, type Received } from './received.ts'
import { setAside } from './set-aside.ts'
import { failReceived } from './spans.ts'
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

/** Parts of a batch that failed are handled beside each other, because each waits for the disk of its own transaction. */
const usualLanes = 4

/**
 * Handles a batch to its end: every event in it has its effect or is set aside. An event that fails costs its
 * neighbours a repetition of their transaction, never a pause. False when the service stops first.
 */
export async function handleBatch(
  deps: HandleDeps,
  handle: Handler,
  batch: readonly Received[],
  lanes = usualLanes,
): Promise<boolean> {
  try {
    const done = await outlast(deps, 'handling a batch', () => handle(batch))
    if (!done) return false
    for (const [type, same] of Map.groupBy(batch, ({ message }) => message.type))
      handled.inc({ messaging_destination_name: type, outcome: 'handled' }, same.length)
    return true
  } catch (error) {
    const [item] = batch
    if (!item) return true
    if (verdict(error, batch.length) === 'set aside') {
      failReceived(item, error)
      return Boolean(
        await outlast(deps, 'setting an event aside', () =>
          inTracesOf([item], () => setAside(deps, item, error)),
        ),
      )
    }
    const { parts, inOrder } = splitBatch(batch)
    const used = inOrder ? 1 : Math.min(lanes, parts.length)
    return inLanes(parts, used, (part) =>
      handleBatch(deps, handle, part, Math.max(1, Math.floor(lanes / used))),
    )
  }
}

interface Split {
  readonly parts: readonly (readonly Received[])[]
  /** Whether each part has to wait for the one before: they have events with the same key. */
  readonly inOrder: boolean
}

/**
 * Events with the same key stay together until no other is left. Of new events few fail, and halves find them; events that
 * failed before will mostly fail again, each by itself.
 */
export function splitBatch(batch: readonly Received[]): Split {
  const byKey = [...Map.groupBy(batch, keyOf).values()]
  if (byKey.length === 1) return { parts: batch.map((item) => [item]), inOrder: true }
  if (batch.every(({ delivery }) => delivery.aside)) return { parts: byKey, inOrder: false }
  const half = Math.ceil(byKey.length / 2)
  return { parts: [byKey.slice(0, half).flat(), byKey.slice(half).flat()], inOrder: false }
}

/** Works on the parts in this many lanes. False when the service stopped before all were done. */
async function inLanes(
  parts: readonly (readonly Received[])[],
  lanes: number,
  work: (part: readonly Received[]) => Promise<boolean>,
): Promise<boolean> {
  const waiting = parts.values()
  const lane = async () => {
    for (const part of waiting) if (!(await work(part))) return false
    return true
  }
  return (await Promise.all(Array.from({ length: lanes }, lane))).every(Boolean)
}
