import { createLog } from '@stoa/service'
import { expect, it, onTestFinished, vi } from 'vitest'
import type { Db } from './connect.ts'
import { migrateAtStart } from './migrate-at-start.ts'

const log = createLog('test', 'silent')
const waits = { pauseMs: 0, giveUpAfterMs: 600_000 }
const failed = (code: string) => Object.assign(new Error(code), { code })

/** A database that fails so, one attempt after the other, and then is there. */
function failing(...errors: readonly Error[]) {
  const left = [...errors]
  const execute = async () => {
    const error = left.shift()
    if (error) throw error
  }
  // Only the connection of `migrate` is asked for.
  const db = { connection: () => ({ execute }) } as unknown as Db<unknown>
  return { db, left }
}

it.each([
  ['refuses connections', 'ECONNREFUSED'],
  ['has no address yet', 'ENOTFOUND'],
  ['starts up', '57P03'],
  ['does not know the role yet', '28P01'],
  ['was a primary, and follows another now', '25006'],
])('a start waits for a database that %s', async (_, code) => {
  const { db, left } = failing(failed(code), failed(code))
  await migrateAtStart(db, {}, log, waits)
  expect(left).toEqual([])
})

it('a start says that it waits once the database has failed, and not while it migrates', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const lines: { msg: string; err?: { message: string } }[] = []
  const logged = createLog('test', 'info', 'test', {
    write: (line) => lines.push(JSON.parse(line)),
  })
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const attempts = [first, second]
  const execute = () => attempts.shift()?.promise
  const db = { connection: () => ({ execute }) } as unknown as Db<unknown>
  const start = migrateAtStart(db, {}, logged, waits)
  await vi.advanceTimersByTimeAsync(300_000)
  expect(lines).toEqual([])
  first.reject(failed('57P01'))
  await vi.waitFor(() => expect(attempts).toEqual([]))
  await vi.advanceTimersByTimeAsync(1_000)
  expect(lines[0]).toMatchObject({
    ...{ msg: 'waiting for the database; not ready until it answers', err: { message: '57P01' } },
  })
  second.resolve()
  await start
})

it('a start ends at once where no attempt can succeed', async () => {
  const { db, left } = failing(failed('42P07'), failed('42P07'))
  await expect(migrateAtStart(db, {}, log, waits)).rejects.toThrow('42P07')
  expect(left).toHaveLength(1)
})

it('a start gives a database up that stays away', async () => {
  const { db, left } = failing(failed('ECONNREFUSED'), failed('ECONNREFUSED'))
  const late = { ...waits, giveUpAfterMs: -1 }
  await expect(migrateAtStart(db, {}, log, late)).rejects.toThrow('ECONNREFUSED')
  expect(left).toHaveLength(1)
})
