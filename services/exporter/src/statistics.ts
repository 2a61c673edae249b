export interface DatabaseRow {
  readonly datname: string
  readonly numbackends: number
  readonly xact_commit: number
  readonly xact_rollback: number
  readonly deadlocks: number
  readonly blks_hit: number
  readonly blks_read: number
  readonly temp_bytes: number
  readonly size_bytes: number
  readonly frozen_xid_age: number
}

export interface LockRow {
  readonly datname: string
  readonly mode: string
  readonly count: number
}

export interface TransactionRow {
  readonly datname: string
  readonly state: string
  readonly longest_seconds: number
}

export interface ServerRow {
  readonly max_connections: number
  readonly wal_bytes: number
  readonly checkpoints_timed: number
  readonly checkpoints_requested: number
}

export interface Statistics {
  readonly databases: readonly DatabaseRow[]
  readonly locks: readonly LockRow[]
  readonly transactions: readonly TransactionRow[]
  readonly server: ServerRow | undefined
}
