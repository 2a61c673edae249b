import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Db } from './connect.ts'

export type Migrations = Readonly<Record<string, Migration>>

const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']

/**
 * Brings the database up to date, without the time limits of ordinary statements; replicas that start
 * together take turns. Leaves a database that a newer version has brought further as it is. Throws the first failure.
 */
export const migrate = <Tables>(db: Db<Tables>, migrations: Migrations): Promise<void> =>
  db.connection().execute(async (connection) => {
    for (const limit of limits) await sql`set ${sql.raw(limit)} = 0`.execute(connection)
    try {
      await migrateToLatest(connection, migrations)
    } finally {
      for (const limit of limits) await sql`reset ${sql.raw(limit)}`.execute(connection)
    }
  })

async function migrateToLatest<Tables>(db: Kysely<Tables>, migrations: Migrations): Promise<void> {
  if (isAhead(await executedMigrations(db), Object.keys(migrations))) return
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}

/** Whether every migration of this version was executed, and others that it does not know. */
export function isAhead(executed: readonly string[], own: readonly string[]): boolean {
  const done = new Set(executed)
  return done.size > own.length && own.every((name) => done.has(name))
}

async function executedMigrations<Tables>(db: Kysely<Tables>): Promise<string[]> {
  const table = await sql<{ found: boolean }>`
    select to_regclass('kysely_migration') is not null as found`.execute(db)
  if (!table.rows[0]?.found) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  return rows.map(({ name }) => name)
}

/**
 * A migration written as SQL text.
 *
 * @example export const profiles = sqlMigration('create table profiles (customer_id text primary key)')
 */
export const sqlMigration = (text: string): Migration => ({
  up: async (db) => {
    await sql.raw(text).execute(db)
  },
})
