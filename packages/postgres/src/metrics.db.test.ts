import { exposition } from '@stoa/service'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { connectPostgres } from './connect.ts'

const server = process.env.TEST_POSTGRES ?? ''

const value = async (series: string): Promise<number> => {
  const { body } = await exposition()
  return Number(
    body
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.split(' ')
      .at(-1),
  )
}
const pool = async () => ({
  idle: await value('db_client_connection_count{state="idle"}'),
  used: await value('db_client_connection_count{state="used"}'),
  waiting: await value('db_client_connection_pending_requests'),
  max: await value('db_client_connection_max'),
})

it('the pool shows its connections and who waits for one', async () => {
  const db = connectPostgres<unknown>(server, { poolSize: 2 })
  expect(await pool()).toEqual({ idle: 0, used: 0, waiting: 0, max: 2 })
  let release: () => void = () => undefined
  const released = new Promise<void>((resolve) => (release = resolve))
  let held = 0
  const bothHeld = new Promise<void>((resolve) => {
    const hold = () => {
      held += 1
      if (held === 2) resolve()
      return released
    }
    for (let n = 0; n < 2; n += 1) void db.connection().execute(hold)
  })
  await bothHeld
  const third = sql`select 1`.execute(db)
  expect(await pool()).toEqual({ idle: 0, used: 2, waiting: 1, max: 2 })
  release()
  await third
  expect(await pool()).toMatchObject({ idle: 2, used: 0, waiting: 0 })
  await db.destroy()
  expect(await pool()).toEqual({ idle: 0, used: 0, waiting: 0, max: 0 })
})

it('the time of each statement counts under what it does, also when it fails', async () => {
  const db = connectPostgres<unknown>(server, { poolSize: 1 })
  onTestFinished(() => db.destroy())
  const counted = async () => ({
    select: await value('db_client_operation_duration_seconds_count{db_operation_name="select"}'),
    update: await value('db_client_operation_duration_seconds_count{db_operation_name="update"}'),
    other: await value('db_client_operation_duration_seconds_count{db_operation_name="other"}'),
  })
  const before = await counted()
  await sql`select ${1}::integer`.execute(db)
  await db.transaction().execute((trx) => sql`select 1`.execute(trx))
  await expect(sql`update nothing set a = ${1}`.execute(db)).rejects.toThrow(/nothing/)
  const after = await counted()
  expect(after.select - before.select).toBe(2)
  expect(after.update - before.update).toBe(1)
  expect(after.other - before.other).toBe(2)
})
