import { logSettings } from './log-settings.ts'

/** Settings of the local Postgres: fully durable, sized for one laptop. */
export const settings: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: "''",
  unix_socket_permissions: '0777',
  max_connections: '200',
  shared_buffers: '256MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  wal_compression: 'off',
  wal_buffers: '16MB',
  min_wal_size: '512MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  commit_delay: '100',
  commit_siblings: '4',
  random_page_cost: '1.1',
  autovacuum_naptime: '20s',
  jit: 'off',
  // Every query uses a key: a tenth of the default sample suffices, and ANALYZE of new tables costs less CPU.
  default_statistics_target: '10',
  max_parallel_workers_per_gather: '0',
  idle_in_transaction_session_timeout: '60s',
  ...logSettings,
  log_min_messages: 'warning',
  log_line_prefix: "'%m [%p] %d '",
  log_timezone: "'UTC'",
  timezone: "'UTC'",
}

export const configurationText = (more: Readonly<Record<string, string>>): string =>
  Object.entries({ ...settings, ...more })
    .map(([name, value]) => `${name} = ${value}\n`)
    .join('')

/** Every role needs a password, and a service's role may connect to the database of its own name alone. */
export const accessText = (superuser: string): string =>
  [
    `local all ${superuser} scram-sha-256`,
    'local sameuser all scram-sha-256',
    'local all all reject',
    '',
  ].join('\n')
