import { currentSpans, inContext, parseTraceparent } from '@stoa/service'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type BatchOptions, batch } from './batch.ts'
import { adaptiveLinger } from './linger.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const options: BatchOptions = { maxItems: 3, linger: 10, maxRunning: 2 }

/** A batch whose runs are recorded and end when the test says so. */
function gated(more: Partial<BatchOptions> = {}) {
  const runs: { items: readonly number[]; end: () => void; fail: (error: Error) => void }[] = []
  const tested = batch<number, number>(
    (items) =>
      new Promise((resolve, reject) => {
        runs.push({ items, end: () => resolve(items.map((n) => n * 2)), fail: reject })
      }),
    { ...options, ...more },
  )
  return { ...tested, runs, sizes: () => runs.map(({ items }) => items.length) }
}
const linger = () => vi.advanceTimersByTimeAsync(10)
const state = async (promise: Promise<unknown>) =>
  Promise.race([
    promise.then(
      () => 'resolved',
      () => 'rejected',
    ),
    vi.advanceTimersByTimeAsync(0).then(() => 'open'),
  ])

describe('a batch', () => {
  it('holds what came while its first item waited, and gives each item its own result', async () => {
    const { add, runs } = gated()
    const results = [add(1), add(2)]
    expect(runs).toHaveLength(0)
    await linger()
    expect(runs.map(({ items }) => items)).toEqual([[1, 2]])
    runs[0]?.end()
    expect(await Promise.all(results)).toEqual([2, 4])
  })

  it('starts at once when it is full, and the next one waits anew', async () => {
    const { add, sizes } = gated()
    for (const n of [1, 2, 3]) void add(n)
    expect(sizes()).toEqual([3])
    await linger()
    void add(4)
    await linger()
    expect(sizes()).toEqual([3, 1])
  })

  it('grows while as many run as may', async () => {
    const { add, runs, sizes } = gated({ maxRunning: 1, maxItems: 10 })
    void add(1)
    await linger()
    for (const n of [2, 3, 4]) void add(n)
    await linger()
    expect(sizes()).toEqual([1])
    runs[0]?.end()
    await vi.advanceTimersByTimeAsync(0)
    expect(sizes()).toEqual([1, 3])
  })

  it('fails its items and no others, and the next one runs', async () => {
    const { add, runs } = gated({ maxItems: 1 })
    const settled = Promise.allSettled([add(1), add(2), add(3)])
    runs[0]?.fail(new Error('no'))
    runs[1]?.end()
    await vi.advanceTimersByTimeAsync(0)
    runs[2]?.end()
    expect((await settled).map(({ status }) => status)).toEqual([
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
  })

  it('fails one item alone when that is its result', async () => {
    const { add } = batch<number, number>(
      async (items) => items.map((n) => (n === 2 ? new Error('two') : n)),
      options,
    )
    const settled = Promise.allSettled([1, 2, 3].map(add))
    expect((await settled).map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
  })
})

describe('a batch that failed', () => {
  const transient = new Error('transient')
  const splitOn = (error: unknown) => error !== transient

  it('is split until every bad item has failed alone', async () => {
    vi.useRealTimers()
    const bads = fc.uniqueArray(fc.nat({ max: 19 }), { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(bads, fc.integer({ min: 1, max: 20 }), async (bad, maxItems) => {
        const done: number[] = []
        const { add } = batch<number, undefined>(
          async (items) => {
            if (items.some((n) => bad.includes(n))) throw new Error('bad')
            done.push(...items)
            return undefined
          },
          { maxItems, linger: 0, splitOn },
        )
        const all = Array.from({ length: 20 }, (_, n) => n)
        const settled = await Promise.allSettled(all.map((n) => add(n)))
        const failed = all.filter((n) => settled[n]?.status === 'rejected')
        expect(failed).toEqual(bad.toSorted((a, b) => a - b))
        expect(done).toEqual(all.filter((n) => !bad.includes(n)))
      }),
    )
  })

  it('is not split when the error says nothing about its items', async () => {
    const { add, runs } = gated({ splitOn })
    const settled = Promise.allSettled([add(1), add(2)])
    await linger()
    runs[0]?.fail(transient)
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(runs).toHaveLength(1)
  })
})

describe('settled', () => {
  it('waits for what was added before, whatever order it ends in and however it ends', async () => {
    const { add, settled, runs } = gated({ maxItems: 1 })
    const failing = add(1).catch(() => undefined)
    void add(2)
    const before = settled()
    runs[1]?.end()
    expect(await state(before)).toBe('open')
    void add(3)
    runs[0]?.fail(new Error('no'))
    await failing
    expect(await state(before)).toBe('resolved')
    expect(await state(settled())).toBe('open')
  })

  it('is so at once when there is nothing', async () => {
    expect(await state(gated().settled())).toBe('resolved')
  })
})

it('flush runs what is waiting without lingering, one batch after the other', async () => {
  const { add, flush, runs, sizes } = gated({ maxRunning: 1, maxItems: 2 })
  for (const n of [1, 2, 3]) void add(n)
  const flushed = flush()
  runs[0]?.end()
  await vi.advanceTimersByTimeAsync(0)
  expect(sizes()).toEqual([2, 1])
  expect(await state(flushed)).toBe('open')
  runs[1]?.end()
  expect(await state(flushed)).toBe('resolved')
})

it('no item is left behind, whatever the sizes, the pauses and the order of ends', async () => {
  const steps = fc.array(fc.oneof(fc.constant('add'), fc.constant('pause')), { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), steps, fc.integer({ min: 1, max: 5 }), async (s, all, max) => {
      let running = 0
      const tested = batch<number, number>(
        async (items) => {
          running += 1
          expect(running).toBeLessThanOrEqual(2)
          expect(items.length).toBeLessThanOrEqual(max)
          await s.schedule(Promise.resolve())
          running -= 1
          return items
        },
        { ...options, maxItems: max },
      )
      const results: Promise<number>[] = []
      for (const step of all) {
        if (step === 'add') results.push(tested.add(results.length))
        else await vi.advanceTimersByTimeAsync(10)
      }
      const settled = tested.settled()
      while (results.length > 0 && (await state(settled)) === 'open') {
        if (s.count() > 0) await s.waitOne()
        await linger()
      }
      expect(await Promise.all(results)).toEqual(results.map((_, n) => n))
    }),
  )
})

it.each([
  { perSecond: 100, together: 1, waits: '1 ms', size: 1 },
  { perSecond: 250, together: 2, waits: '8 ms', size: 2 },
  { perSecond: 500, together: 2, waits: '30 ms', size: 16 },
])(
  'an adaptive linger waits $waits at $perSecond items a second',
  async ({ perSecond, together, size }) => {
    const sizes: number[] = []
    const { add } = batch<number, number>(
      async (items) => {
        sizes.push(items.length)
        return items
      },
      {
        ...{ maxItems: 128, maxRunning: 2 },
        linger: adaptiveLinger({
          ...{ loneMs: 1, lingerMs: 8, busyLingerMs: 30, busyFromPerSecond: 400 },
        }),
      },
    )
    for (let n = 0; n < 500; n += together) {
      for (let one = 0; one < together; one += 1) void add(n + one)
      await vi.advanceTimersByTimeAsync((1000 * together) / perSecond)
    }
    expect(new Set(sizes.slice(-5))).toEqual(new Set([size]))
  },
)

it('a batch runs for the traces of all its callers, and of no other', async () => {
  const spanOf = (digit: string) =>
    parseTraceparent(`00-${digit.repeat(32)}-${digit.repeat(16)}-01`)
  const [a, b, other] = ['a', 'b', 'c'].flatMap((digit) => spanOf(digit) ?? [])
  if (!a || !b || !other) throw new Error('not a traceparent')
  const seen: unknown[] = []
  const { add } = batch<number, number>(
    async (items) => {
      seen.push(currentSpans())
      return [...items]
    },
    { maxItems: 3, linger: 10 },
  )
  const added = [inContext(a, () => add(1)), inContext(b, () => add(2)), add(3)]
  const next = inContext(other, () => linger().then(() => add(4)))
  await Promise.all([...added, linger(), linger(), next])
  expect(seen).toEqual([[a, b], [other]])
})

it('an adaptive linger forgets a busy time that is over', async () => {
  const linger = adaptiveLinger({
    ...{ loneMs: 1, lingerMs: 8, busyLingerMs: 30, busyFromPerSecond: 400 },
  })
  await vi.advanceTimersByTimeAsync(250)
  linger.started(128)
  expect(linger.ms()).toBe(30)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(linger.ms()).toBe(8)
  linger.started(1)
  expect(linger.ms()).toBe(1)
})
