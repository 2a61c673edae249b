import { readFileSync } from 'node:fs'
import { monitorAccess } from '@stoa/run/broker'
import { homeOf, type PlatformState, readState, readTopology } from '@stoa/topology'
import { openBroker } from './broker.ts'
import { type Databases, openDatabases } from './databases.ts'
import { historyFiles, readHistories } from './history.ts'
import type { World } from './invariant.ts'

/** There is nothing to check, or it cannot be reached. */
export class CannotVerify extends Error {}

export interface WorldOptions {
  readonly home?: string
  /** Histories to believe; those of the home when absent. */
  readonly historyFiles?: readonly string[]
  readonly withinSeconds?: number
}

export interface OpenWorld extends World {
  close(): Promise<void>
}

const isRunning = (state: PlatformState | undefined) => {
  if (!state?.postgres || !state.nats) throw new CannotVerify('no platform runs here')
  return { postgres: state.postgres, nats: state.nats }
}

/** The databases of a home, read as their superuser; throws CannotVerify when none run. */
export function openWorldDatabases(home = homeOf(process.env)): Databases {
  const {
    socketDir: host,
    port,
    superuser: user,
    passwordFile,
  } = isRunning(readState(home)).postgres
  return openDatabases({ host, port, user, password: readFileSync(passwordFile, 'utf8').trim() })
}

/** The data of a home whose Postgres runs, read as its superuser. */
export async function openWorld(options: WorldOptions = {}): Promise<OpenWorld> {
  const { home = homeOf(process.env), withinSeconds = 60 } = options
  const { nats } = isRunning(readState(home))
  const db = openWorldDatabases(home)
  try {
    const files = options.historyFiles ?? historyFiles(home, await createdMs(db))
    return {
      ...{ db, withinSeconds, history: await readHistories(files) },
      services: readTopology().services,
      broker: openBroker(monitorAccess({ nats })),
      close: db.close,
    }
  } catch (error) {
    await db.close()
    throw error
  }
}

/** The first half of a cluster's identifier is the second in which it was created. */
async function createdMs(db: Databases): Promise<number> {
  const sql = 'select system_identifier >> 32 from pg_control_system()'
  const [[seconds] = []] = await db.rows('postgres', sql)
  return Number(seconds) * 1000
}
