import { readFileSync } from 'node:fs'
import { monitorAccess } from '@stoa/run/broker'
import { CannotRun, homeOf, notRunning, readRunningState, readTopology } from '@stoa/topology'
import { openBroker } from './broker.ts'
import { type Databases, openDatabases } from './databases.ts'
import { historyFiles, readHistories } from './history.ts'
import type { VerifyInputs } from './invariant.ts'

export interface VerifyInputsOptions {
  readonly home?: string
  /** By default those in the home that are newer than its data. */
  readonly historyFiles?: readonly string[]
  readonly withinSeconds?: number
}

export interface OpenVerifyInputs extends VerifyInputs {
  close(): Promise<void>
}

const readAddresses = (home: string) => {
  const { postgres, nats } = readRunningState(home)
  if (!postgres || !nats) throw new CannotRun(notRunning(home))
  return { postgres, nats }
}

/** Opens the databases of the platform in `home` for reading, as superuser. @throws CannotRun when none is running */
export function openPlatformDatabases(home = homeOf(process.env)): Databases {
  const { socketDir: host, port, superuser: user, passwordFile } = readAddresses(home).postgres
  return openDatabases({ host, port, user, password: readFileSync(passwordFile, 'utf8').trim() })
}

/** Opens the databases and the broker of the platform in `home`, and reads its histories. @throws CannotRun when none is running */
export async function openVerifyInputs(
  options: VerifyInputsOptions = {},
): Promise<OpenVerifyInputs> {
  const { home = homeOf(process.env), withinSeconds = 60 } = options
  const { nats } = readAddresses(home)
  const db = openPlatformDatabases(home)
  try {
    const files = options.historyFiles ?? historyFiles(home, await clusterCreatedMs(db))
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

/** The upper half of a cluster's system identifier is the second in which it was created. */
async function clusterCreatedMs(db: Databases): Promise<number> {
  const sql = 'select system_identifier >> 32 from pg_control_system()'
  const [[seconds] = []] = await db.rows('postgres', sql)
  return Number(seconds) * 1000
}
