import { type Board, query, type Row, stat, timeseries } from '../build/index.ts'
import { perSecond, quantile, share } from './expressions.ts'

const ours = 'datname!~"postgres|template.*"'
const statements = 'db_client_operation_duration_seconds'
const commits = perSecond(`pg_stat_database_xact_commit{${ours}}`, 'datname')
const rollbacks = perSecond(`pg_stat_database_xact_rollback{${ours}}`, 'datname')
const hits = perSecond(`pg_stat_database_blks_hit{${ours}}`)
const reads = perSecond(`pg_stat_database_blks_read{${ours}}`)

const well: Row = {
  title: 'Is it well?',
  first:
    '**First:** the longest transaction. It holds locks, and keeps vacuum from removing rows of the outboxes; everything else here suffers later.',
  lines: [
    [
      stat({
        title: 'Answers',
        unit: 'boolean',
        about: 'Whether Postgres answers the exporter.',
        queries: [query('min(pg_up)', 'answers')],
        isYesNo: true,
        limits: { bad: 1, below: true },
      }),
      stat({
        title: 'Connections used',
        unit: 'ratio',
        about: 'Of those that Postgres takes.',
        queries: [
          query(
            'sum(max by (datname) (pg_stat_database_numbackends)) / max(pg_settings_max_connections)',
            'used',
          ),
        ],
        alerts: ['DatabaseConnectionsNearLimit'],
      }),
      stat({
        title: 'Longest transaction',
        unit: 'seconds',
        about: 'Of those that are not idle.',
        queries: [query('max(pg_stat_activity_max_tx_duration{state!="idle"})', 'longest')],
        alerts: ['LongTransaction'],
      }),
      stat({
        title: 'Blocks found in memory',
        unit: 'ratio',
        about: 'Below 99 % the working set does not fit into the buffers.',
        queries: [query(`${hits} / (${hits} + ${reads} > 0)`, 'found')],
        limits: { warning: 0.99, below: true },
      }),
      stat({
        title: 'Deadlocks',
        unit: 'deadlocks',
        about: 'In the time shown. The transaction that lost is run again.',
        queries: [query('sum(increase(pg_stat_database_deadlocks[$__range]))', 'deadlocks')],
        limits: { warning: 1 },
      }),
      stat({
        title: 'Volume left',
        unit: 'ratio',
        about: 'Of the volume of the database.',
        queries: [
          query(
            'min by (volume) (volume:free:bytes{volume=~"database(/.+)?"} / volume:size:bytes)',
            'left',
          ),
        ],
        alerts: ['DiskNearlyFull'],
      }),
    ],
  ],
}

const work: Row = {
  title: 'What does it do?',
  first:
    '**First:** slow statements of one service are its own; of all services at once, the machine’s disk or a checkpoint.',
  lines: [
    [
      timeseries({
        title: 'Transactions',
        unit: 'transactions/s',
        about: 'Committed, by database.',
        queries: [query(commits, '{{datname}}')],
      }),
      timeseries({
        title: 'Rolled back',
        unit: 'ratio',
        about: 'Share of the transactions.',
        queries: [query(share(rollbacks, `${commits} + ${rollbacks}`), '{{datname}}')],
      }),
      timeseries({
        title: 'Duration of statements, 99th percentile',
        unit: 'seconds',
        about: 'As the services measure it.',
        queries: [query(quantile(0.99, statements, 'service'), '{{service}}')],
      }),
    ],
    [
      timeseries({
        title: 'Callers that wait for a connection',
        unit: 'requests',
        about: 'In the pools of the services.',
        queries: [
          query(
            'max by (service, instance) (db_client_connection_pending_requests)',
            '{{instance}}',
          ),
        ],
        alerts: ['PoolExhausted'],
      }),
      timeseries({
        title: 'Reads that a replica may answer, by what answered',
        unit: 'reads/s',
        about:
          'The primary answers while no replica shows what was committed a moment ago, or none answers, and where a caller asks for the latest. All 0 without replicas.',
        queries: [
          query(perSecond('db_replica_reads_total', 'service, answer'), '{{service}} {{answer}}'),
        ],
      }),
    ],
  ],
}

const fills: Row = {
  title: 'What runs out?',
  first:
    '**First:** connections, then the write-ahead log: a slot that nobody reads keeps it for ever.',
  lines: [
    [
      timeseries({
        title: 'Connections',
        unit: 'connections',
        about: 'By database.',
        queries: [query(`max by (datname) (pg_stat_database_numbackends{${ours}})`, '{{datname}}')],
        stacked: true,
      }),
      timeseries({
        title: 'Locks',
        unit: 'locks',
        about: 'By mode. Exclusive ones make others wait.',
        queries: [query('sum by (mode) (pg_locks_count)', '{{mode}}')],
      }),
      timeseries({
        title: 'Size of the databases',
        unit: 'bytes',
        about: 'With their indexes.',
        queries: [query(`max by (datname) (pg_database_size_bytes{${ours}})`, '{{datname}}')],
        stacked: true,
      }),
      timeseries({
        title: 'Size of the write-ahead log',
        unit: 'bytes',
        about: 'It falls after each checkpoint.',
        queries: [query('max(pg_wal_size_bytes)', 'log')],
      }),
    ],
    [
      timeseries({
        title: 'Checkpoints',
        unit: 'checkpoints/s',
        about: 'In time is well; because the log was full means that it is too small for the load.',
        queries: [
          query(perSecond('pg_stat_checkpointer_num_timed_total'), 'in time'),
          query(perSecond('pg_stat_checkpointer_num_requested_total'), 'log full'),
        ],
        colours: { 'in time': 'normal', 'log full': 'warning' },
      }),
      timeseries({
        title: 'Written to temporary files',
        unit: 'bytes/s',
        about: 'Sorts and joins that do not fit into memory.',
        queries: [
          query(perSecond(`pg_stat_database_temp_bytes{${ours}}`, 'datname'), '{{datname}}'),
        ],
      }),
      timeseries({
        title: 'Transactions since the last freeze',
        unit: 'transactions',
        about: 'Vacuum freezes from 200 million on; at 2 billion Postgres stops.',
        queries: [
          query(
            `max by (datname) (pg_database_wraparound_age_datfrozenxid_seconds{${ours}})`,
            '{{datname}}',
          ),
        ],
        limits: { bad: 300_000_000 },
      }),
    ],
  ],
}

export const postgres: Board = {
  uid: 'stoa-postgres',
  title: 'Postgres',
  about: 'Is the database well, what does it do, and what of it runs out?',
  rows: [well, work, fills],
}
