import type { Outbox } from '@stoa/events'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import type { Database } from './tables.ts'
import type { Published } from './topology.ts'

export interface Deps {
  readonly db: Db<Database>
  readonly outbox: Outbox<Published>
  readonly log: Log
  readonly now: () => Date
  readonly newId: () => string
  /** See `WaitPolicy`. */
  readonly captureReadyAfterMs?: number | undefined
  /** Throws while no new order is accepted. */
  readonly admit: () => void
}
