import type { Outbox } from '@stoa/events'
import type { Db } from '@stoa/postgres'
import type { Reads } from '@stoa/postgres/replica'
import type { Log } from '@stoa/service'
import type { Database } from './tables.ts'
import type { Published } from './topology.ts'

export interface Deps {
  readonly db: Db<Database>
  /** For what may lag. */
  readonly replicas: Reads<Database>
  readonly outbox: Outbox<Published>
  readonly log: Log
  readonly now: () => Date
  readonly newId: () => string
  /** How long a key signs quotes. */
  readonly quoteKeyDays: number
}
