import type { LabelBounds } from '@stoa/service'

export type Source = 'broker' | 'database' | 'runner'

export interface MetricDefinition {
  readonly name: string
  readonly help: string
  readonly source: Source
  readonly labels?: LabelBounds
  /** Totals whose name ends in `_total`; the exporters whose names these are offer the others as gauges. */
  readonly type?: 'counter'
}

const server = { server_id: { max: 8 } }
const stream = { ...server, stream_name: { max: 16 } }
const consumer = {
  ...stream,
  consumer_name: { max: 16 },
  is_consumer_leader: ['true', 'false'],
}
const datname = { datname: { max: 24 } }
const process = { resource: { max: 64 }, kind: { max: 16 } }

const from =
  (source: Source, labels?: LabelBounds) =>
  (name: string, help: string, type?: 'counter'): MetricDefinition => ({
    ...{ name, help, source },
    ...(labels && { labels }),
    ...(type && { type }),
  })

const ofServer = from('broker', server)
const ofStream = from('broker', stream)
const ofConsumer = from('broker', consumer)
const ofDatabase = from('database', datname)
const ofDatabaseServer = from('database')
const ofProcess = from('runner', process)

export const definitions: readonly MetricDefinition[] = [
  ofServer('nats_healthz_status', '0 when the server is healthy, else 1'),
  ofServer('nats_varz_connections', 'Clients that are connected'),
  ofServer('nats_varz_mem', 'Memory of nats-server in bytes'),
  ofServer(
    'nats_varz_slow_consumers',
    'Clients that were disconnected because they read too slowly',
  ),
  ofServer('nats_varz_in_msgs', 'Messages received'),
  ofServer('nats_varz_out_msgs', 'Messages sent'),
  ofServer('nats_varz_jetstream_stats_storage', 'Bytes that streams occupy on the disk'),
  ofServer('nats_varz_jetstream_config_max_storage', 'Bytes that streams may occupy on the disk'),
  ofStream('nats_stream_total_messages', 'Messages that the stream holds'),
  ofStream('nats_stream_total_bytes', 'Bytes that the stream holds'),
  ofStream('nats_stream_last_seq', 'Sequence number of the last message of the stream'),
  ofConsumer('nats_consumer_num_pending', 'Messages not delivered yet'),
  ofConsumer('nats_consumer_num_ack_pending', 'Messages delivered and not acknowledged yet'),
  ofConsumer('nats_consumer_num_redelivered', 'Unacknowledged messages that were delivered again'),
  ofConsumer('nats_consumer_num_waiting', 'Open requests for messages'),
  ofDatabase('pg_stat_database_numbackends', 'Sessions'),
  ofDatabase('pg_stat_database_xact_commit', 'Transactions committed'),
  ofDatabase('pg_stat_database_xact_rollback', 'Transactions rolled back'),
  ofDatabase('pg_stat_database_deadlocks', 'Deadlocks'),
  ofDatabase('pg_stat_database_blks_hit', 'Blocks found in the buffer cache'),
  ofDatabase('pg_stat_database_blks_read', 'Blocks read from the disk'),
  ofDatabase('pg_stat_database_temp_bytes', 'Bytes written to temporary files'),
  ofDatabase('pg_database_size_bytes', 'Size on the disk'),
  ofDatabase(
    'pg_database_wraparound_age_datfrozenxid_seconds',
    'Transactions, despite the name, since the oldest one that is not frozen',
  ),
  from('database', { ...datname, mode: { max: 16 } })('pg_locks_count', 'Locks held or awaited'),
  from('database', { ...datname, state: { max: 8 } })(
    'pg_stat_activity_max_tx_duration',
    'Seconds that the longest open transaction has lasted',
  ),
  ofDatabaseServer('pg_settings_max_connections', 'Sessions that the server allows'),
  ofDatabaseServer('pg_wal_size_bytes', 'Size of the write-ahead log on the disk'),
  ofDatabaseServer('pg_stat_checkpointer_num_timed_total', 'Checkpoints due by time', 'counter'),
  ofDatabaseServer(
    'pg_stat_checkpointer_num_requested_total',
    'Checkpoints requested before their time',
    'counter',
  ),
  ofProcess('stoa_resource_up', '1 while the process is ready, else 0'),
  ofProcess('stoa_resource_restarts_total', 'Restarts of the process by the runner', 'counter'),
]

export const upMetrics = [
  { source: 'broker', name: 'nats_up', help: 'Whether nats-server answers' },
  { source: 'database', name: 'pg_up', help: 'Whether Postgres answers' },
] as const satisfies readonly MetricDefinition[]
