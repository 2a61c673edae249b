import { setImmediate } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { cached } from './cached.ts'

function setUp(read: (times: number) => Promise<string>, withinMs = 60_000) {
  let [at, times] = [0, 0]
  const failures: string[] = []
  const reading = cached(() => read(++times), {
    ...{ forMs: 10_000, withinMs, now: () => at },
    onFailure: (error) => failures.push(String(error)),
  })
  return { reading, failures, times: () => times, pass: (ms: number) => (at += ms) }
}

it('a reading is shared until it is too old, however often it is asked for', async () => {
  const { reading, times, pass } = setUp(async (number) => `reading ${number}`)
  expect(await Promise.all([reading(), reading()])).toEqual(['reading 1', 'reading 1'])
  pass(9_999)
  expect(await reading()).toBe('reading 1')
  pass(1)
  expect(await reading()).toBe('reading 2')
  expect(times()).toBe(2)
})

it('a failure is shared as well, so that a source that is away is not asked at every scrape', async () => {
  const { reading, failures, times, pass } = setUp(async (number) => {
    throw new Error(`failure ${number}`)
  })
  await expect(reading()).rejects.toThrow('failure 1')
  await expect(reading()).rejects.toThrow('failure 1')
  pass(10_000)
  await expect(reading()).rejects.toThrow('failure 2')
  expect(failures).toEqual(['Error: failure 1', 'Error: failure 2'])
  expect(times()).toBe(2)
})

it('a reading that is under way is shared even when it takes longer than it is used', async () => {
  const slow = Promise.withResolvers<string>()
  const { reading, times, pass } = setUp(() => slow.promise)
  const first = reading()
  pass(20_000)
  const second = reading()
  slow.resolve('slow')
  expect(await Promise.all([first, second])).toEqual(['slow', 'slow'])
  expect(times()).toBe(1)
})

it('a source that does not answer in time fails, and is not asked again before it has answered', async () => {
  const hanging = Promise.withResolvers<string>()
  const { reading, times, pass } = setUp(
    async (number) => (number === 1 ? hanging.promise : 'answered'),
    1,
  )
  await expect(reading()).rejects.toThrow('no answer within 1 ms')
  pass(10_000)
  await expect(reading()).rejects.toThrow('the reading before has not ended')
  expect(times()).toBe(1)
  hanging.resolve('late')
  await setImmediate()
  pass(10_000)
  expect(await reading()).toBe('answered')
})
