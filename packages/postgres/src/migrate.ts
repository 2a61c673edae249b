import { setTimeout } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import type { Db } from './connect.ts'

export type Migrations = Readonly<Record<string, Migration>>

/** How a migration waits for a lock that others hold. */
export interface LockWaits {
  /**
   * At a time: statements that wait behind it go on after that, before their own limit (2 s) ends them. More than the server's
   * `deadlock_timeout` (1 s), after which it has autovacuum give a lock up.
   */
  readonly lockMs: number
  /** Between two attempts, in which those statements run. */
  readonly pauseMs: number
  readonly giveUpAfterMs: number
}

export const patient: LockWaits = { lockMs: 1_400, pauseMs: 1_000, giveUpAfterMs: 600_000 }

/**
 * Brings the database up to date, without the time limits of ordinary statements. A lock that is not free is asked for
 * again: a waiting `alter table` would keep replicas that serve from the table. Replicas that start together take turns.
 * Leaves a database that a newer version has brought further as it is. Throws the first failure.
 */
export const migrate = <Tables>(
  db: Db<Tables>,
  migrations: Migrations,
  { lockMs, pauseMs, giveUpAfterMs }: LockWaits = patient,
): Promise<void> =>
  db.connection().execute(async (connection) => {
    const limits = [
      ...['statement_timeout = 0', 'idle_in_transaction_session_timeout = 0'],
      `lock_timeout = ${lockMs}`,
    ]
    const givesUpAt = performance.now() + giveUpAfterMs
    for (const limit of limits) await sql`set ${sql.raw(limit)}`.execute(connection)
    try {
      while (!(await isUpToDate(connection, migrations, givesUpAt))) await setTimeout(pauseMs)
    } finally {
      for (const limit of limits)
        await sql`reset ${sql.raw(limit.replace(/ =.*/, ''))}`.execute(connection)
    }
  })

const lockNotAvailable = '55P03'

/** False where a lock was not free: all that this attempt did is undone. */
async function isUpToDate<Tables>(
  db: Kysely<Tables>,
  migrations: Migrations,
  givesUpAt: number,
): Promise<boolean> {
  try {
    await migrateToLatest(db, migrations)
    return true
  } catch (error) {
    const isLocked = (error as { code?: string }).code === lockNotAvailable
    if (!isLocked || performance.now() > givesUpAt) throw error
    return false
  }
}

async function migrateToLatest<Tables>(db: Kysely<Tables>, migrations: Migrations): Promise<void> {
  // The migrator itself would read the whole catalogue first, at every start.
  const executed = new Set(await executedMigrations(db))
  if (Object.keys(migrations).every((name) => executed.has(name))) return
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
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
