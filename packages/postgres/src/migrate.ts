import { sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Db } from './connect.ts'

export type Migrations = Readonly<Record<string, Migration>>

/** Brings the database up to date; replicas that start together take turns. Throws the first failure. */
export async function migrate<Tables>(db: Db<Tables>, migrations: Migrations): Promise<void> {
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
