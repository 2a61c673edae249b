import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Db } from './connect.ts'

export type Migrations = Readonly<Record<string, Migration>>

const limits = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']

/**
 * Brings the database up to date, without the time limits of ordinary statements; replicas that start
 * together take turns. Throws the first failure.
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
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
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
