import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { connectPostgres, type Db } from './connect.ts'
import { type Migrations, migrate } from './migrate.ts'

export interface FreshDatabase<Tables> {
  readonly db: Db<Tables>
  readonly url: string
  drop(): Promise<void>
}

/**
 * Creates and migrates a database for one test on the server of a superuser's URL. Call `drop` after the test.
 *
 * @example const { db, drop } = await freshDatabase<Database>(process.env.TEST_POSTGRES, migrations)
 */
export async function freshDatabase<Tables>(
  server: string | undefined,
  migrations: Migrations,
): Promise<FreshDatabase<Tables>> {
  if (!server)
    throw new Error('TEST_POSTGRES is not set; run the tests with `npm test`, which sets it')
  const name = `test_${randomBytes(6).toString('hex')}`
  // To create or drop a database takes a busy disk longer than any statement of a service may.
  const admin = connectPostgres<unknown>(server, { poolSize: 1, statementTimeoutMs: 60_000 })
  await sql.raw(`create database ${name}`).execute(admin)
  const url = server.replace(/\/[^/?]*(\?|$)/, `/${name}$1`)
  const db = connectPostgres<Tables>(url, { poolSize: 6 })
  await migrate(db, migrations)
  return {
    db,
    url,
    async drop() {
      await db.destroy()
      await sql.raw(`drop database ${name} with (force)`).execute(admin)
      await admin.destroy()
    },
  }
}
