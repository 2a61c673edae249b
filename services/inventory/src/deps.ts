import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import type { Database } from './tables.ts'

export interface Deps {
  readonly db: Db<Database>
  readonly log: Log
}
