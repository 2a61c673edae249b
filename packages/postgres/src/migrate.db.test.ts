import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { expect, it, onTestFinished } from 'vitest'
import { type Db, parseUrl, sessionLimits } from './connect.ts'
import { freshDatabase } from './fresh.ts'
import { type Migrations, migrate, patient, sqlMigration } from './migrate.ts'

const first = { '0001-parcels': sqlMigration('create table parcels (id integer)') }
const second = { ...first, '0002-weight': sqlMigration('alter table parcels add weight integer') }

async function database(migrations: Migrations) {
  const { db, url, drop } = await freshDatabase<unknown>(process.env.TEST_POSTGRES, migrations)
  onTestFinished(drop)
  const executed = async () => {
    const names = sql<{ name: string }>`select name from kysely_migration order by name`
    return (await names.execute(db)).rows.map(({ name }) => name)
  }
  return { db, url, executed }
}

it('an older version starts on a database that a newer one has expanded, and changes nothing', async () => {
  const { db, executed } = await database(second)
  await migrate(db, first)
  expect(await executed()).toEqual(Object.keys(second))
})

it('a database with the migrations of another service is refused', async () => {
  const { db, executed } = await database(first)
  const other = { '0001-orders': sqlMigration('create table orders (id integer)') }
  await expect(migrate(db, other)).rejects.toThrow('0001-parcels is missing')
  expect(await executed()).toEqual(Object.keys(first))
})

/** A transaction that has read `parcels` and is not over. */
async function reader(url: string) {
  const client = new pg.Client(parseUrl(url))
  await client.connect()
  onTestFinished(() => client.end())
  await client.query('begin; select * from parcels')
  return { end: () => client.query('commit') }
}

const waiting = async (db: Db<unknown>) => {
  const locks = sql`select 1 from pg_locks where mode = 'AccessExclusiveLock' and not granted
    and database = (select oid from pg_database where datname = current_database())`
  return (await locks.execute(db)).rows.length
}

it('statements of replicas that serve go on while a migration waits for a table', async () => {
  const { db, url, executed } = await database(first)
  const { end } = await reader(url)
  const migrating = migrate(db, second, { lockMs: 500, pauseMs: 100, giveUpAfterMs: 60_000 })
  await expect.poll(() => waiting(db), { interval: 10, timeout: 20_000 }).toBe(1)
  await sql`select * from parcels`.execute(db)
  expect(await executed()).toEqual(Object.keys(first))
  await end()
  await migrating
  expect(await executed()).toEqual(Object.keys(second))
})

it('a migration waits for a lock longer than the server lets autovacuum keep one, and shorter than statements wait behind it', async () => {
  const { db } = await database(first)
  const { rows } = await sql<{ ms: number }>`
    select setting::int as ms from pg_settings where name = 'deadlock_timeout'`.execute(db)
  expect(patient.lockMs).toBeGreaterThan((rows[0]?.ms ?? Number.NaN) + 200)
  expect(patient.lockMs).toBeLessThan(sessionLimits.lockMs - 500)
})

it('a migration whose table is never free fails, and changes nothing', async () => {
  const { db, url, executed } = await database(first)
  await reader(url)
  const impatient = { lockMs: 50, pauseMs: 1, giveUpAfterMs: 0 }
  await expect(migrate(db, second, impatient)).rejects.toThrow('lock timeout')
  expect(await executed()).toEqual(Object.keys(first))
})

it('replicas that start together take turns, however long one of them takes', async () => {
  const { db, executed } = await database({})
  const hurried = { lockMs: 1, pauseMs: 1, giveUpAfterMs: 60_000 }
  await Promise.all(Array.from({ length: 4 }, () => migrate(db, second, hurried)))
  expect(await executed()).toEqual(Object.keys(second))
})

const run = (text: string, env: NodeJS.ProcessEnv) => {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'index.mjs')
  writeFileSync(file, text)
  const program = join(import.meta.dirname, 'migrate-main.ts')
  return spawnSync(process.execPath, [program, file], { env, encoding: 'utf8' })
}
const module = (statement: string) =>
  `export const migrations = { '0001-one': { up: (db) => db.schema.${statement}.execute() } }`

it('the program of a cluster migrates one database and ends', async () => {
  const { url, executed } = await database({})
  const { status } = run(module("createTable('one').addColumn('id', 'integer')"), {
    DATABASE_URL: url,
  })
  expect(status).toBe(0)
  expect(await executed()).toEqual(['0001-one'])
})

it('it fails where a migration fails, or where there is no address', async () => {
  const { url } = await database({})
  expect(run(module("dropTable('none')"), { DATABASE_URL: url }).status).not.toBe(0)
  expect(run(module("dropTable('none')"), {}).stderr).toContain('DATABASE_URL')
})
