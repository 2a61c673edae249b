import type { MessageDefinition } from '@stoa/contracts'
import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import { type HandleDeps, outlast } from './handle.ts'
import { anyParkedIsDue, claimParked, type SetAside } from './parked-store.ts'
import { type Origin, type Received, unpack } from './received.ts'
import { anyReplay, findReplays } from './replay-store.ts'
import { setAside } from './set-aside.ts'
import type { EventTables } from './tables.ts'

const batchSize = 64

export interface Retries {
  readonly deps: HandleDeps
  readonly definitions: ReadonlyMap<string, MessageDefinition>
  readonly handleAll: (batch: readonly Received[]) => Promise<boolean>
}

interface Row {
  readonly item: Received
  /** Why the event does not fit its schema; absent when it does. */
  readonly unreadable?: string
}

function rowOf(
  { definitions }: Retries,
  table: NonNullable<Origin['aside']>['in'],
  { id, payload, attempts }: SetAside,
): Row {
  const delivery: Origin = { id, index: 0, size: 1, aside: { in: table, attempts } }
  const { items, unreadable } = unpack(id, `[${payload}]`, definitions)
  const [item] = items
  if (item) return { item: { ...item, delivery } }
  // Only events are parked; a dead letter may be anything, and keeps its payload.
  const message = table === 'parked_events' ? JSON.parse(payload) : undefined
  return { item: { message, delivery }, unreadable: unreadable[0]?.reason ?? 'not an event' }
}

/** One cheap statement for the usual case, in which nothing is set aside. */
async function isAnyDue(db: Db<EventTables>): Promise<boolean> {
  const { rows } = await sql<{ due: boolean }>`
    select ${anyParkedIsDue} or ${anyReplay} as due`.execute(db)
  return rows[0]?.due === true
}

/**
 * Hands parked events that are due, and dead letters that an operator has marked, to their handlers. Each leaves its table in
 * the transaction of its effect, so that a crash at any moment leaves it there. True: there may be more.
 */
export async function retryOnce(retries: Retries): Promise<boolean> {
  const { deps, handleAll } = retries
  if (!(await isAnyDue(deps.db))) return false
  const parked = await claimParked(deps.db, batchSize)
  const replays = await findReplays(deps.db, batchSize)
  const events = [
    ...parked.map((row) => rowOf(retries, 'parked_events', row)),
    ...replays.map((row) => rowOf(retries, 'dead_letters', row)),
  ]
  for (const { item, unreadable } of events)
    if (unreadable)
      await outlast(deps, 'setting an event aside', () => setAside(deps, item, unreadable))
  const readable = events.filter(({ unreadable }) => unreadable === undefined)
  if (readable.length > 0) await handleAll(readable.map(({ item }) => item))
  return events.length > 0
}
