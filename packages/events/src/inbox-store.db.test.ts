import { type FreshDatabase, freshDatabase } from '@stoa/postgres'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { pruneInbox } from './inbox-store.ts'
import { type EventTables, eventsMigration } from './tables.ts'

let fresh: FreshDatabase<EventTables>
beforeAll(async () => {
  fresh = await freshDatabase<EventTables>(process.env.TEST_POSTGRES, { '0': eventsMigration })
})
beforeEach(async () => {
  await sql`truncate inbox`.execute(fresh.db)
})
afterAll(() => fresh.drop())

/** Prunes an inbox that received a message so many minutes ago, each; returns those that it still has. */
async function keptOf(...minutesAgo: number[]): Promise<number[]> {
  const ago = minutesAgo.map(String)
  await sql`insert into inbox (id, received_at)
    select n, now() - make_interval(secs => n::integer * 60 + 1) from unnest(${ago}::text[]) as n`.execute(
    fresh.db,
  )
  await pruneInbox(fresh.db)
  const { rows } = await sql<{ id: string }>`select id from inbox`.execute(fresh.db)
  return rows.map(({ id }) => Number(id)).sort((a, b) => a - b)
}

it('an inbox forgets what it received before the last two hours', async () => {
  expect(await keptOf(1, 60, 117, 119, 120, 121, 500)).toEqual([1, 60, 117, 119])
})

it('an inbox that was down remembers what came before, as the outboxes do, for two hours of service', async () => {
  expect(await keptOf(0, 1, 30, 600, 601, 700)).toEqual([0, 1, 30, 600, 601, 700])
  await sql`truncate inbox`.execute(fresh.db)
  expect(await keptOf(0, 1, 117, 719, 720)).toEqual([0, 1, 117])
})
