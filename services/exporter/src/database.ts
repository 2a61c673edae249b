import { type Sample, sample } from './sample.ts'
import type { DatabaseRow, ServerRow, Statistics } from './statistics.ts'

const databaseFields = [
  ...['numbackends', 'xact_commit', 'xact_rollback', 'deadlocks'],
  ...['blks_hit', 'blks_read', 'temp_bytes'],
] as const satisfies readonly (keyof DatabaseRow)[]

/** What Postgres reports, under the names of postgres_exporter. */
export const databaseSamples = (statistics: Statistics): readonly Sample[] => [
  ...statistics.databases.flatMap(oneDatabase),
  ...statistics.locks.map(({ datname, mode, count }) =>
    sample('pg_locks_count', count, { datname, mode }),
  ),
  ...statistics.transactions.map(({ datname, state, longest_seconds }) =>
    sample('pg_stat_activity_max_tx_duration', longest_seconds, { datname, state }),
  ),
  ...(statistics.server ? serverSamples(statistics.server) : []),
]

function oneDatabase(row: DatabaseRow): readonly Sample[] {
  const labels = { datname: row.datname }
  return [
    ...databaseFields.map((field) => sample(`pg_stat_database_${field}`, row[field], labels)),
    sample('pg_database_size_bytes', row.size_bytes, labels),
    sample('pg_database_wraparound_age_datfrozenxid_seconds', row.frozen_xid_age, labels),
  ]
}

const serverSamples = (row: ServerRow): readonly Sample[] => [
  sample('pg_settings_max_connections', row.max_connections),
  sample('pg_wal_size_bytes', row.wal_bytes),
  sample('pg_stat_checkpointer_num_timed_total', row.checkpoints_timed),
  sample('pg_stat_checkpointer_num_requested_total', row.checkpoints_requested),
]
