import type { MessageDefinition } from '@stoa/contracts'
import { sql } from 'kysely'
import type { HandleDeps } from './handle.ts'
import { type Received, unpack } from './received.ts'

/** Hands dead letters that somebody marked `replay` to their handlers once more, under their own event ids. */
export async function replayDeadLetters(
  deps: HandleDeps,
  definitions: ReadonlyMap<string, MessageDefinition>,
  handleAll: (batch: readonly Received[]) => Promise<boolean>,
): Promise<void> {
  const { rows } = await sql<{ id: string; payload: string; attempts: number }>`
    update dead_letters set state = 'replayed' where id in (
      select id from dead_letters where state = 'replay' order by buried_at limit 64 for update skip locked
    ) returning id, payload, attempts`.execute(deps.db)
  for (const { id, payload, attempts } of rows) {
    const key = `${id}#${attempts}`
    const { items, unreadable } = unpack(key, `[${payload}]`, definitions)
    const [dead] = unreadable
    if (dead)
      await sql`update dead_letters set state = 'buried', reason = ${dead.reason}, attempts = attempts + 1
        where id = ${id}`.execute(deps.db)
    else await handleAll(items)
  }
}
