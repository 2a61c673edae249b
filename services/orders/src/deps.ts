import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import type { Database } from './tables.ts'

export interface Deps {
  readonly db: Db<Database>
  readonly log: Log
  readonly now: () => Date
  readonly newId: () => string
  /** Throws while no new order is accepted. */
  readonly admit: () => void
}
