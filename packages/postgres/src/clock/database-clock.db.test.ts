import { createLog } from '@stoa/service'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { connectPostgres } from '../connect.ts'
import { startDatabaseClock } from './database-clock.ts'

it('the time lies between two readings of the database’s clock', async () => {
  const db = connectPostgres<unknown>(process.env.TEST_POSTGRES ?? '', { poolSize: 1 })
  onTestFinished(() => db.destroy())
  const clock = await startDatabaseClock(db, createLog('test', 'silent'))
  onTestFinished(clock.stop)
  const read = async () => {
    const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db)
    return rows[0]?.at.getTime() ?? Number.NaN
  }
  const [before, between, after] = [await read(), clock.now().getTime(), await read()]
  // The first reading allows for half of its round trip.
  expect(between).toBeGreaterThan(before - 10_000)
  expect(between).toBeLessThan(after + 10_000)
})
