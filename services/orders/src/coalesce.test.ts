import { expect, it } from 'vitest'
import { coalesce } from './coalesce.ts'

const options = { maxItems: 3, lingerMs: 1, busyLingerMs: 2, maxRunning: 2 }

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
