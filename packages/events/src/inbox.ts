import type { Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { Received } from './received.ts'
import { type EventTables, eventsTrx } from './tables.ts'

interface Part<Item> {
  readonly id: string
  readonly whole: boolean
  readonly items: readonly Item[]
}

/** One part for each message, each of its items once: a message may have come twice in one batch. */
function partsOf<Item extends Received>(batch: readonly Item[]): Part<Item>[] {
  const groups = Map.groupBy(batch, (item) => item.delivery.id)
  return [...groups]
    .map(([id, all]) => {
      const items = [...new Map(all.map((item) => [item.delivery.index, item])).values()]
      return { id, items, whole: items.length === all[0]?.delivery.size }
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Handles a part of a message: its row says which items are done. */
async function takePart<Item extends Received>(
  trx: Trx<EventTables>,
  part: Part<Item>,
): Promise<readonly Item[]> {
  const indexes = part.items.map((item) => item.delivery.index)
  await sql`insert into inbox (id, done) values (${part.id}, '{}') on conflict (id) do nothing`.execute(
    trx,
  )
  const { rows } = await sql<{ done: number[] | null }>`
    select done from inbox where id = ${part.id} for update`.execute(trx)
  const done = rows[0]?.done
  if (!done) return []
  const fresh = part.items.filter((item) => !done.includes(item.delivery.index))
  if (fresh.length === 0) return []
  await sql`update inbox set done = done || ${indexes}::integer[] where id = ${part.id}`.execute(
    trx,
  )
  return fresh
}

/** Those of the batch that were not handled before, in the order they came; from here on all of them are. */
export async function takeFromInbox<Tables extends EventTables, Item extends Received>(
  trx: Trx<Tables>,
  batch: readonly Item[],
): Promise<readonly Item[]> {
  const events = eventsTrx(trx)
  const parts = partsOf(batch)
  const wholes = parts.filter((part) => part.whole)
  const inserted = new Set<string>()
  if (wholes.length > 0) {
    const { rows } = await sql<{ id: string }>`
      insert into inbox (id) select unnest(${wholes.map((part) => part.id)}::text[])
      on conflict (id) do nothing returning id`.execute(events)
    for (const { id } of rows) inserted.add(id)
  }
  const fresh = new Set<Item>()
  for (const part of parts) {
    const taken = inserted.has(part.id) ? part.items : await takePart(events, part)
    for (const item of taken) fresh.add(item)
  }
  return fresh.size === batch.length ? batch : batch.filter((item) => fresh.has(item))
}
