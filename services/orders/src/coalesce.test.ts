import { afterEach, expect, it, vi } from 'vitest'
import { coalesce } from './coalesce.ts'

const options = {
  ...{ maxItems: 3, lingerMs: 1, busyLingerMs: 2 },
  ...{ busyFromPerSecond: 1000, maxRunning: 2 },
}
afterEach(() => void vi.useRealTimers())

it('turns calls that come together into batches and gives each its own result', async () => {
  const batches: number[][] = []
  const double = coalesce<number, number>(async (items) => {
    batches.push([...items])
    return items.map((n) => n * 2)
  }, options)
  expect(await Promise.all([1, 2, 3, 4, 5, 6, 7].map(double))).toEqual([2, 4, 6, 8, 10, 12, 14])
  expect(batches.flat()).toEqual([1, 2, 3, 4, 5, 6, 7])
  for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(3)
})

it('runs no more batches at once than it may', async () => {
  let running = 0
  let most = 0
  const call = coalesce<number, number>(async (items) => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    return items
  }, options)
  await Promise.all(Array.from({ length: 30 }, (_, n) => call(n)))
  expect(most).toBe(2)
})

it('fails every call of a batch that failed, and only those', async () => {
  const call = coalesce<number, number>(
    async (items) => {
      if (items.includes(2)) throw new Error('no')
      return items
    },
    { ...options, maxItems: 1 },
  )
  const results = await Promise.allSettled([1, 2, 3].map(call))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

it.each([
  { perSecond: 100, together: 1, waits: 'hardly', batch: 1 },
  { perSecond: 250, together: 2, waits: '8 ms', batch: 2 },
  { perSecond: 500, together: 2, waits: '30 ms', batch: 16 },
])(
  'waits $waits for company at $perSecond calls a second',
  async ({ perSecond, together, batch }) => {
    vi.useFakeTimers()
    const sizes: number[] = []
    const call = coalesce<number, number>(
      async (items) => {
        sizes.push(items.length)
        return items
      },
      { maxItems: 128, lingerMs: 8, busyLingerMs: 30, busyFromPerSecond: 400, maxRunning: 2 },
    )
    for (let n = 0; n < 500; n += together) {
      for (let one = 0; one < together; one += 1) void call(n + one)
      await vi.advanceTimersByTimeAsync((1000 * together) / perSecond)
    }
    expect(new Set(sizes.slice(-5))).toEqual(new Set([batch]))
  },
)
