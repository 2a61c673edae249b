import { createLog, exposition } from '@stoa/service'
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { followClock } from './database-clock.ts'

const hourMs = 3_600_000
const databaseMs = Date.parse('2026-06-01T12:00:00Z')
const log = createLog('test', 'silent')

beforeEach(() => {
  const toFake = ['setInterval', 'clearInterval', 'performance', 'Date'] as const
  vi.useFakeTimers({ toFake: [...toFake], now: databaseMs })
  return () => void vi.useRealTimers()
})

/** A clock that follows a database, and what the database answers. */
async function open() {
  const startedMs = performance.now()
  const database = { aheadMs: 0, isAway: false }
  const clock = await followClock(async () => {
    if (database.isAway) throw new Error('away')
    return databaseMs + database.aheadMs + performance.now() - startedMs
  }, log)
  onTestFinished(clock.stop)
  return { clock, database }
}

const shownOffset = async (): Promise<number> =>
  Number(/^clock_offset_seconds (\S+)$/m.exec((await exposition()).body)?.[1])

it.each([-hourMs, 0, hourMs])(
  'the time is the database’s on a machine whose clock is %d ms ahead, and the gauge shows the offset',
  async (aheadMs) => {
    vi.setSystemTime(databaseMs + aheadMs)
    const { clock } = await open()
    expect(clock.now()).toEqual(new Date(databaseMs))
    expect(await shownOffset()).toBe(aheadMs / 1_000)
  },
)

it('a step of the machine’s clock does not move the time, and the gauge shows it', async () => {
  const { clock } = await open()
  vi.setSystemTime(databaseMs - hourMs)
  expect(clock.now()).toEqual(new Date(databaseMs))
  expect(await shownOffset()).toBe(-hourMs / 1_000)
})

it('the time runs on while the database is away, and is corrected once it answers', async () => {
  const { clock, database } = await open()
  database.isAway = true
  database.aheadMs = 30_000
  await vi.advanceTimersByTimeAsync(20_000)
  expect(clock.now()).toEqual(new Date(databaseMs + 20_000))
  database.isAway = false
  await vi.advanceTimersByTimeAsync(5_000)
  expect(clock.now()).toEqual(new Date(databaseMs + 55_000))
})

it('fails to start without a first reading', async () => {
  await expect(followClock(() => Promise.reject(new Error('away')), log)).rejects.toThrow('away')
})
