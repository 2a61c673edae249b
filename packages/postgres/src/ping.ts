import { sql } from 'kysely'
import type { Db } from './connect.ts'

/**
 * Throws when the database does not answer. For readiness checks.
 *
 * @example createApp(deps, { ready: () => ping(db) })
 */
export async function ping<Tables>(db: Db<Tables>): Promise<void> {
  await sql`select 1`.execute(db)
}
