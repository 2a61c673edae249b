import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseUrl } from './connect.ts'
import { isTransient } from './errors.ts'
import { type FreshDatabase, freshDatabase } from './fresh.ts'
import { sqlMigration } from './migrate.ts'
import { inTransaction } from './transaction.ts'

interface Tables {
  stock: { sku: string; on_hand: number }
}

let fresh: FreshDatabase<Tables>

beforeAll(async () => {
  const tables = sqlMigration(
    "create table stock (sku text primary key, on_hand integer not null); insert into stock values ('A', 1)",
  )
  fresh = await freshDatabase(process.env.TEST_POSTGRES, { tables })
})

beforeEach(async () => {
  await sql`update stock set on_hand = 1`.execute(fresh.db)
})

afterAll(() => fresh.drop())

const take = () =>
  inTransaction(fresh.db, (trx) => sql`update stock set on_hand = on_hand - 1`.execute(trx))

/** Tries again as a consumer does: as long as the error is transient. */
async function takeUntilDone(): Promise<number> {
  for (let lockTimeouts = 0; ; lockTimeouts += 1) {
    try {
      await take()
      return lockTimeouts
    } catch (error) {
      if (!isTransient(error)) throw error
    }
  }
}

/** A client that locks the row and is stopped: from then on it reads nothing. */
async function stoppedClient(statement: string): Promise<pg.Client> {
  const client = new pg.Client({
    ...parseUrl(fresh.url),
    idle_in_transaction_session_timeout: 5_000,
    statement_timeout: 8_000,
  })
  client.on('error', () => undefined)
  await client.connect()
  await client.query('begin')
  await client.query('select from stock for update')
  const { stream } = (client as unknown as { connection: { stream: { pause(): void } } }).connection
  stream.pause()
  void client.query(statement).catch(() => undefined)
  return client
}

describe('a row that a stopped process has locked is free again', () => {
  it.each([
    ['between two statements', 'select 1'],
    ['while a large result is on its way to it', "select repeat('x', 10000000)"],
  ])('when it was stopped %s', async (_, statement) => {
    const client = await stoppedClient(statement)
    expect(await takeUntilDone()).toBeGreaterThan(0)
    const { rows } = await sql<Tables['stock']>`select * from stock`.execute(fresh.db)
    expect(rows).toEqual([{ sku: 'A', on_hand: 0 }])
    client.connection.stream.destroy()
  })
})

it('a statement that is too slow is told from a server that goes away', async () => {
  const slow = inTransaction(fresh.db, async (trx) => {
    await sql`set local statement_timeout = 20`.execute(trx)
    await sql`select pg_sleep(5)`.execute(trx)
  })
  await expect(slow).rejects.toSatisfy((error) => !isTransient(error))
  const ended = inTransaction(fresh.db, async (trx) => {
    await sql`select pg_terminate_backend(pg_backend_pid())`.execute(trx)
  })
  await expect(ended).rejects.toSatisfy((error) => isTransient(error))
})

it('a prepared statement that a migration made stale fails once', async () => {
  const read = () => sql<{ sku: string }>`select * from stock where sku = ${'A'}`.execute(fresh.db)
  const { length } = (await Promise.all([read(), read()])).flatMap(({ rows }) => rows)
  expect(length).toBe(2)
  await sql`alter table stock add column note text`.execute(fresh.db)
  await vi.waitFor(async () => expect((await read()).rows).toHaveLength(1))
  await sql`alter table stock drop column note`.execute(fresh.db)
})
