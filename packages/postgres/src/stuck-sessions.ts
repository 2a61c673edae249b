import { sql } from 'kysely'
import { type Db, sessionLimits } from './connect.ts'

/**
 * Ends this role's sessions that cannot send their result because their client has stopped reading. Postgres's own
 * limits do not reach them: they count neither as idle nor as interruptible, and they keep their locks.
 */
export async function endStuckSessions<Tables>(db: Db<Tables>): Promise<void> {
  await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where usename = current_user and datname = current_database() and pid <> pg_backend_pid()
      and state = 'active' and wait_event = 'ClientWrite'
      and query_start < now() - make_interval(secs => ${sessionLimits.idleInTransactionMs / 1000})`.execute(
    db,
  )
}
