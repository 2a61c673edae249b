import { expect, it, onTestFinished, vi } from 'vitest'
import { replaceInTime } from './replace-in-time.ts'

const never = new AbortController().signal
const withinMs = 30_000
/** Ends without a new process once it is cancelled. */
const untilCancelled = (cancelled: AbortSignal) =>
  new Promise<boolean>((resolve) => cancelled.addEventListener('abort', () => resolve(false)))

function withFakeTimers() {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
}

it('a replacement that takes too long is late', async () => {
  withFakeTimers()
  const ended = replaceInTime({ cancelled: never, withinMs, attempt: untilCancelled })
  vi.advanceTimersByTime(withinMs)
  expect(await ended).toBe('late')
})

it('one that is cancelled is not late', async () => {
  withFakeTimers()
  const cancelled = new AbortController()
  const replaced = { cancelled: cancelled.signal, withinMs, attempt: untilCancelled }
  const ended = replaceInTime(replaced)
  cancelled.abort()
  expect(await ended).toBe('cancelled')
})

it.each([
  ['is ready', async () => true, 'ready'],
  ['ends without being ready', async () => false, 'failed'],
])('one that %s leaves no timer', async (_, attempt, end) => {
  withFakeTimers()
  expect(await replaceInTime({ cancelled: never, withinMs, attempt })).toBe(end)
  expect(vi.getTimerCount()).toBe(0)
})

it('one whose process cannot be started leaves no timer', async () => {
  withFakeTimers()
  const attempt = async () => {
    throw new Error('no space left on device')
  }
  await expect(replaceInTime({ cancelled: never, withinMs, attempt })).rejects.toThrow('no space')
  expect(vi.getTimerCount()).toBe(0)
})
