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
export function migrateAtStart<Tables>(
  db: Db<Tables>,
  migrations: Migrations,
  log: Log,
  { pauseMs, giveUpAfterMs }: DatabaseWaits = patient,
): Promise<void> {
  const givesUpAt = performance.now() + giveUpAfterMs
  let lastFailure: unknown
  const migrateOnceThere = async () => {
    while (true) {
      try {
        return await migrate(db, migrations)
      } catch (error) {
        if (!isTransient(error) || performance.now() > givesUpAt) throw error
        lastFailure = error
        await setTimeout(pauseMs)
      }
    }
  }
  return logWaiting(log, 'the database', migrateOnceThere(), () => lastFailure)
}
