import type { Db } from '@stoa/postgres'
import type { Reads } from '@stoa/postgres/replica'
import type { Log } from '@stoa/service'
import type { Database } from './tables.ts'

export interface Deps {
  readonly db: Db<Database>
  /** For what may lag. */
  readonly replicas: Reads<Database>
  readonly log: Log
}
