import type { Db, Trx } from '@stoa/postgres'
import { sql } from 'kysely'
import type { SetAside } from './parked-store.ts'
import type { Received } from './received.ts'
import type { EventTables } from './tables.ts'

/** What the inbox remembers of a replay, so that the checker can count it. */
const evidenceOf = ({ delivery }: Received): string =>
  `${delivery.id}#${delivery.aside?.attempts ?? 0}`

/** Marks dead letters as replayed in the transaction of their effect. The ids of those that still wait for a replay. */
export async function takeReplays(
  trx: Trx<EventTables>,
  items: readonly Received[],
): Promise<readonly string[]> {
  if (items.length === 0) return []
  const ids = items.map(({ delivery }) => delivery.id)
  const { rows } = await sql<{ id: string }>`
    update dead_letters set state = 'replayed', replayed_at = now()
    where id = any(${ids}::text[]) and state = 'replay' returning id`.execute(trx)
  const taken = new Set(rows.map(({ id }) => id))
  const evidence = items.filter(({ delivery }) => taken.has(delivery.id)).map(evidenceOf)
  await sql`insert into inbox (id) select unnest(${evidence}::text[])`.execute(trx)
  return [...taken]
}

/** Whether an operator has marked a dead letter for a replay: part of a larger statement. */
export const anyReplay = sql<boolean>`exists (select from dead_letters where state = 'replay')`

/** Dead letters that an operator has marked for a replay. Two replicas may read the same ones: one has the effect. */
export async function findReplays(db: Db<EventTables>, limit: number): Promise<SetAside[]> {
  const { rows } = await sql<SetAside>`
    select id, payload, attempts from dead_letters where state = 'replay'
    order by buried_at limit ${limit}`.execute(db)
  return rows
}

/** Buries a dead letter again whose replay failed. */
export async function buryAgain(db: Db<EventTables>, id: string, reason: string): Promise<void> {
  await sql`update dead_letters set state = 'buried', reason = ${reason}, attempts = attempts + 1
    where id = ${id} and state = 'replay'`.execute(db)
}
