import type { Outbox } from '@stoa/events'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import type { Database } from './tables.ts'
import type { Task } from './task.ts'
import type { Published } from './topology.ts'

export interface Deps {
  readonly db: Db<Database>
  readonly outbox: Outbox<Published>
  readonly log: Log
  readonly now: () => Date
  /** Hands work to this process; what it does not get to is found by the scan. */
  readonly begin: (tasks: readonly Task[]) => void
}
