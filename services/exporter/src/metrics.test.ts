import { exposition } from '@stoa/service'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { registerMetrics, type SourceReadings } from './metrics.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const never = () => new Promise<never>(() => undefined)
const takes = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** A source can be registered once in a process. */
function register(source: 'broker' | 'database', readings: SourceReadings) {
  registerMetrics({
    ...{ bySource: { [source]: readings }, forMs: 1_000, answerWithinMs: 2_000 },
    onFailure: () => undefined,
  })
}

/** What a scrape in a while shows for a metric. */
async function scrapeIn(ms: number, metric: string): Promise<string | undefined> {
  await vi.advanceTimersByTimeAsync(ms)
  const scraped = exposition()
  await vi.advanceTimersByTimeAsync(500)
  return new RegExp(`^${metric} (.*)$`, 'm').exec((await scraped).body)?.[1]
}

it('a source that ends is down at the next scrape, without its statistics, though they took long', async () => {
  let isThere = true
  const ask = async () => {
    if (!isThere) throw new Error('connection refused')
  }
  const read = () => takes(400).then(() => [{ name: 'pg_wal_size_bytes', labels: {}, value: 9 }])
  register('database', { ask, read })
  expect(await scrapeIn(0, 'pg_up')).toBe('1')
  isThere = false
  expect(await scrapeIn(0, 'pg_wal_size_bytes')).toBe('9')
  expect(await scrapeIn(1_000, 'pg_up')).toBe('0')
  expect(await scrapeIn(0, 'pg_wal_size_bytes')).toBeUndefined()
})

it('a source that hangs is down, and up once it answers', async () => {
  const ask = vi.fn<() => Promise<unknown>>(never)
  register('broker', { ask, read: never })
  expect(await scrapeIn(0, 'nats_up')).toBeUndefined()
  expect(await scrapeIn(2_000, 'nats_up')).toBe('0')
  ask.mockResolvedValue(undefined)
  expect(await scrapeIn(2_000, 'nats_up')).toBe('1')
})
