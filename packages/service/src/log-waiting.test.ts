import { beforeEach, expect, it, vi } from 'vitest'
import { createLog } from './log.ts'
import { logWaiting } from './log-waiting.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  return () => void vi.useRealTimers()
})

function open() {
  const lines: { level: string; msg: string; waitedMs: number; err?: { message: string } }[] = []
  const log = createLog('test', 'info', 'test', { write: (line) => lines.push(JSON.parse(line)) })
  return { log, lines }
}

it('a wait of less than a second is not logged', async () => {
  const { log, lines } = open()
  expect(await logWaiting(log, 'the broker', Promise.resolve(7))).toBe(7)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(lines).toEqual([])
})

it('a wait is logged after a second, then after pauses that double up to a minute, and when it ends', async () => {
  const { log, lines } = open()
  let answer: () => void = () => undefined
  const ready = new Promise<void>((resolve) => (answer = resolve))
  const waiting = logWaiting(log, 'the broker', ready)
  await vi.advanceTimersByTimeAsync(190_000)
  const seconds = [1, 2, 4, 8, 16, 32, 64, 124, 184]
  expect(lines.map(({ waitedMs }) => waitedMs)).toEqual(seconds.map((second) => second * 1_000))
  expect(lines[0]).toMatchObject({
    level: 'warn',
    msg: 'waiting for the broker; not ready until it answers',
  })
  answer()
  await waiting
  expect(lines.at(-1)).toMatchObject({ level: 'info', waitedMs: 190_000 })
})

it('each line has the last failure, and the failure that ends the wait is thrown', async () => {
  const { log, lines } = open()
  let failure = new Error('refused')
  let giveUp: (error: Error) => void = () => undefined
  const ready = new Promise<void>((_, reject) => (giveUp = reject))
  const waiting = logWaiting(log, 'the database', ready, () => failure)
  const ended = expect(waiting).rejects.toThrow('gone')
  await vi.advanceTimersByTimeAsync(1_000)
  failure = new Error('starting up')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(lines.map(({ err }) => err?.message)).toEqual(['refused', 'starting up'])
  giveUp(new Error('gone'))
  await ended
  await vi.advanceTimersByTimeAsync(600_000)
  expect(lines).toHaveLength(2)
})
