import type { Db } from '@stoa/postgres'
import { sql } from 'kysely'
import type { DatabaseRow, LockRow, ServerRow, Statistics, TransactionRow } from '../statistics.ts'

/** Every database of the server but its templates. */
const databases = sql<DatabaseRow>`
  select d.datname, s.numbackends, s.xact_commit, s.xact_rollback, s.deadlocks, s.blks_hit, s.blks_read,
    s.temp_bytes, pg_database_size(d.oid) as size_bytes, age(d.datfrozenxid) as frozen_xid_age
  from pg_database d join pg_stat_database s on s.datid = d.oid
  where not d.datistemplate`

const locks = sql<LockRow>`
  select d.datname, lower(l.mode) as mode, count(*)::integer as count
  from pg_locks l join pg_database d on d.oid = l.database
  group by d.datname, l.mode`

/** How long the longest open transaction of each database has lasted; sessions of this role are left out. */
const transactions = sql<TransactionRow>`
  select datname, state, max(extract(epoch from now() - xact_start))::float8 as longest_seconds
  from pg_stat_activity
  where datname is not null and xact_start is not null and state is not null and usename <> current_user
  group by datname, state`

const server = sql<ServerRow>`
  select current_setting('max_connections')::integer as max_connections,
    (select sum(size) from pg_ls_waldir())::int8 as wal_bytes,
    num_timed as checkpoints_timed, num_requested as checkpoints_requested
  from pg_stat_checkpointer`

/** Reads views of statistics alone; the role sees nothing else. */
export const readStatistics = <Tables>(db: Db<Tables>): Promise<Statistics> =>
  db.connection().execute(async (one) => ({
    databases: (await databases.execute(one)).rows,
    locks: (await locks.execute(one)).rows,
    transactions: (await transactions.execute(one)).rows,
    server: (await server.execute(one)).rows[0],
  }))
