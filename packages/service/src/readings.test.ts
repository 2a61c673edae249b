import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { exposition } from './exposition.ts'
import { gauge } from './metrics.ts'
import { readGauges } from './readings.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

let tests = 0
/** A gauge that shows what `read` resolves to. */
function reading(read: () => Promise<number>, everyMs?: number, share?: number) {
  tests += 1
  const name = `test_reading_${tests}`
  const shown = gauge({ name, help: 'h' })
  readGauges(name, {
    ...{ gauges: [shown], read, show: shown.set },
    ...(everyMs !== undefined && { everyMs }),
    ...(share !== undefined && { share }),
  })
  return name
}
const never = () => new Promise<number>(() => undefined)

async function scrape(name: string): Promise<string | undefined> {
  const scraped = exposition()
  await vi.advanceTimersByTimeAsync(500)
  return new RegExp(`^${name} (.*)$`, 'm').exec((await scraped).body)?.[1]
}

it('ten scrapes at once read once, and so do all scrapes within five seconds', async () => {
  const read = vi.fn(async () => 7)
  const name = reading(read)
  const answers = Promise.all(Array.from({ length: 10 }, () => exposition()))
  await vi.advanceTimersByTimeAsync(500)
  for (const { body } of await answers) expect(body).toMatch(new RegExp(`^${name} 7$`, 'm'))
  expect(read).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(4_000)
  await scrape(name)
  expect(read).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(5_000)
  await scrape(name)
  expect(read).toHaveBeenCalledTimes(2)
})

it('readings run one after the other, so that they need one connection', async () => {
  let running = 0
  const most: number[] = []
  const slow = async () => {
    most.push(++running)
    await new Promise((resolve) => setTimeout(resolve, 50))
    return --running
  }
  const names = [reading(slow), reading(slow), reading(slow)]
  expect(await scrape(names[2] ?? '')).toBe('0')
  expect(most).toEqual([1, 1, 1])
})

it('a reading that hangs leaves its gauge out; the others are answered within half a second each time', async () => {
  const hanging = vi.fn(never)
  const hung = reading(hanging)
  const after = reading(async () => 5)
  expect(await scrape(hung)).toBeUndefined()
  await vi.advanceTimersByTimeAsync(500)
  expect(await scrape(after)).toBe('5')
  await vi.advanceTimersByTimeAsync(20_000)
  expect(await scrape(after)).toBe('5')
  expect(hanging).toHaveBeenCalledTimes(1)
})

it('the last values stand while a reading is slow, for fifteen seconds at most', async () => {
  const read = vi.fn(async () => 1)
  const name = reading(read)
  expect(await scrape(name)).toBe('1')
  read.mockImplementation(never)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await scrape(name)).toBe('1')
  await vi.advanceTimersByTimeAsync(14_000)
  expect(await scrape(name)).toBe('1')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(await scrape(name)).toBeUndefined()
})

it('a reading that fails leaves its gauge out at once, and is tried again after five seconds', async () => {
  const read = vi.fn(async () => 1)
  const name = reading(read)
  await scrape(name)
  read.mockRejectedValueOnce(new Error('the database is away'))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await scrape(name)).toBeUndefined()
  await vi.advanceTimersByTimeAsync(5_000)
  expect(await scrape(name)).toBe('1')
})

it('a reading that takes long is read less often: it has 2 % of a connection at most', async () => {
  const read = vi.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    return 1
  })
  const name = reading(read)
  expect(await scrape(name)).toBe('1')
  await vi.advanceTimersByTimeAsync(18_000)
  expect(await scrape(name)).toBe('1')
  expect(read).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(2_000)
  await scrape(name)
  expect(read).toHaveBeenCalledTimes(2)
})

it('a reading that may take all of a connection is read as often as others, however long it takes', async () => {
  const read = vi.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    return 1
  })
  const name = reading(read, 1_000, 1)
  await scrape(name)
  await vi.advanceTimersByTimeAsync(1_000)
  await scrape(name)
  expect(read).toHaveBeenCalledTimes(2)
})

it('a reading that replaces another is not overwritten by it', async () => {
  let release = (_: number): void => undefined
  const name = reading(() => new Promise((resolve) => (release = resolve)))
  await scrape(name)
  const shown = vi.fn()
  readGauges(name, { gauges: [], read: async () => 2, show: shown })
  release(1)
  await vi.advanceTimersByTimeAsync(1_000)
  await scrape(name)
  expect(shown).toHaveBeenCalledWith(2)
  expect(await scrape(name)).toBeUndefined()
})
