import { afterCommit, type Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import { countDuplicates } from './metrics.ts'
import { anyParked, findParkedKeys, parkBehind, takeParked } from './parked-store.ts'
import { keyOf, type Received } from './received.ts'
import { takeReplays } from './replay-store.ts'
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

interface Inserted {
  readonly messages: ReadonlySet<string>
  /** Whether any event is parked, of whatever key. */
  readonly someParked: boolean
}

async function insertWholes(trx: Trx<EventTables>, ids: readonly string[]): Promise<Inserted> {
  const { rows } = await sql<{ id: string | null }>`
    with inserted as (
      insert into inbox (id) select unnest(${ids}::text[]) on conflict (id) do nothing returning id
    )
    select id from inserted
    union all
    select null where ${anyParked}`.execute(trx)
  const messages = new Set(rows.flatMap(({ id }) => id ?? []))
  return { messages, someParked: messages.size < rows.length }
}

/** Marks what came from the broker as taken; events that must wait behind a parked one are parked, too. */
async function takeDelivered<Item extends Received>(
  trx: Trx<EventTables>,
  batch: readonly Item[],
): Promise<Set<Item>> {
  const parts = partsOf(batch)
  const wholes = parts.filter((part) => part.whole).map(({ id }) => id)
  const { messages, someParked } = await insertWholes(trx, wholes)
  const fresh = new Set<Item>()
  for (const part of parts) {
    const taken = messages.has(part.id) ? part.items : await takePart(trx, part)
    for (const item of taken) fresh.add(item)
  }
  if (fresh.size < batch.length) {
    const repeated = batch.filter((item) => !fresh.has(item))
    afterCommit(trx, () => countDuplicates(repeated))
  }
  if (!someParked) return fresh
  const blocked = await findParkedKeys(trx, [...new Set(batch.map(keyOf))])
  const waiting = batch.filter((item) => fresh.has(item) && blocked.has(keyOf(item)))
  await parkBehind(trx, waiting)
  for (const item of waiting) fresh.delete(item)
  return fresh
}

/**
 * The events of the batch that this transaction is to handle, in the order they came; once it commits they count as
 * handled. Left out are events that were handled before, and those whose key has an earlier event that is parked.
 *
 * @example
 * await inTransaction(db, async (trx) => {
 *   const fresh = await takeFromInbox(trx, batch)
 *   await releaseStock(trx, fresh.map(({ message }) => message.data.orderId))
 * })
 */
export async function takeFromInbox<Tables extends EventTables, Item extends Received>(
  trx: Trx<Tables>,
  batch: readonly Item[],
): Promise<readonly Item[]> {
  const events = eventsTrx(trx)
  const {
    delivered = [],
    parked_events = [],
    dead_letters = [],
  } = Object.groupBy(batch, ({ delivery }) => delivery.aside?.in ?? 'delivered')
  const fresh = await takeDelivered(events, delivered)
  const retried = new Set([
    ...(await takeParked(events, parked_events)),
    ...(await takeReplays(events, dead_letters)),
  ])
  if (fresh.size === batch.length) return batch
  return batch.filter((item) => fresh.has(item) || retried.has(item.delivery.id))
}

/** Marks one event of the broker as taken. False when it was handled before. */
export async function takeOne(trx: Trx<EventTables>, { delivery }: Received): Promise<boolean> {
  const item = { delivery } as Received
  const whole = delivery.size === 1
  if (!whole) return (await takePart(trx, { id: delivery.id, whole, items: [item] })).length > 0
  const { messages } = await insertWholes(trx, [delivery.id])
  return messages.has(delivery.id)
}
