import type { Outbox } from '@stoa/events'
import type { Db } from '@stoa/postgres'
import type { Log } from '@stoa/service'
import type { Database } from './tables.ts'
import type { ProviderTask } from './task.ts'
import type { Published } from './topology.ts'

export interface Deps {
  readonly db: Db<Database>
  readonly outbox: Outbox<Published>
  readonly log: Log
  readonly now: () => Date
  /** Authorisations are renewed after so long; absent: never. */
  readonly renewAfterMs?: number | undefined
  /** Hands tasks that were just committed to this process's provider worker, under their lease. */
  readonly begin: (tasks: readonly ProviderTask[], leasedAtMs: number) => void
}
