import { gauge, type Log } from '@stoa/service'
import { sql } from 'kysely'
import type { Db } from '../connect.ts'
import { correctedBase } from './bounds.ts'

export interface DatabaseClock {
  /** The database's time. */
  now(): Date
  stop(): Promise<void>
}

const everyMs = 5_000

const offset = gauge({
  name: 'clock_offset_seconds',
  help: "The machine's clock minus the database's, which deadlines are set and judged by",
})

/**
 * The database's time, for times that another replica or a statement compares: clocks of machines may differ. It runs on this
 * process's monotonic clock and is corrected every five seconds; while the database is away it runs on. Steps of the
 * machine's own clock do not matter. @throws when the first reading fails
 */
export const startDatabaseClock = <Tables>(db: Db<Tables>, log: Log): Promise<DatabaseClock> =>
  followClock(() => readClock(db), log)

async function readClock<Tables>(db: Db<Tables>): Promise<number> {
  const { rows } = await sql<{ ms: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`.execute(db)
  const [row] = rows
  if (!row) throw new Error('the clock of the database: expected one row, found none')
  return row.ms
}

/** @param readMs - reads the other clock, in milliseconds of Unix time */
export async function followClock(readMs: () => Promise<number>, log: Log): Promise<DatabaseClock> {
  const read = async (knownMs?: number) => {
    const sentMs = performance.now()
    const databaseMs = await readMs()
    return correctedBase(knownMs, { sentMs, databaseMs, receivedMs: performance.now() })
  }
  let baseMs = await read()
  let reading: Promise<void> | undefined
  const nowMs = () => baseMs + performance.now()
  offset.from(() => (Date.now() - nowMs()) / 1000)

  const correct = async () => {
    try {
      baseMs = await read(baseMs)
    } catch (err) {
      log.warn(
        { err },
        "reading the database's clock failed; its time runs on, trying again in 5 s",
      )
    }
  }
  const timer = setInterval(() => {
    reading ??= correct().finally(() => {
      reading = undefined
    })
  }, everyMs)
  return {
    now: () => new Date(nowMs()),
    async stop() {
      clearInterval(timer)
      await reading
    },
  }
}
