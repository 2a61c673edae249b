import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { freshDatabase } from './fresh.ts'
import { type Migrations, migrate, sqlMigration } from './migrate.ts'

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
