import { setTimeout } from 'node:timers/promises'
import { type Log, logWaiting } from '@stoa/service'
import type { Db } from './connect.ts'
import { isTransient } from './errors.ts'
import { type Migrations, migrate } from './migrate.ts'

/** How a start waits for a database that is away. */
export interface DatabaseWaits {
  readonly pauseMs: number
  readonly giveUpAfterMs: number
}

const patient: DatabaseWaits = { pauseMs: 1_000, giveUpAfterMs: 600_000 }

/**
 * `migrate`, tried again while the database is away, as during a failover or before it was ever there. Throws any other
 * failure at once, and the last one when it gives up.
 *
 * @example await migrateAtStart(db, migrations, log)
 */
export async function migrateAtStart<Tables>(
  db: Db<Tables>,
  migrations: Migrations,
  log: Log,
  { pauseMs, giveUpAfterMs }: DatabaseWaits = patient,
): Promise<void> {
  const givesUpAt = performance.now() + giveUpAfterMs
  let lastFailure: unknown
  /** Whether the database was there. */
  const attempt = async () => {
    try {
      await migrate(db, migrations)
      return true
    } catch (error) {
      if (!isTransient(error) || performance.now() > givesUpAt) throw error
      lastFailure = error
      return false
    }
  }
  const tryAgain = async () => {
    do await setTimeout(pauseMs)
    while (!(await attempt()))
  }
  // A first attempt that takes long migrates; it does not wait.
  if (!(await attempt())) await logWaiting(log, 'the database', tryAgain(), () => lastFailure)
}
