import { createLog, exposition } from '@stoa/service'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type LeasedTasksOptions, startLeasedTasks } from './leased-tasks.ts'

const leaseMs = 1_000

interface Row {
  dueAtMs: number
  token: number
  done: string[]
}
interface Task {
  readonly id: string
  readonly token: number
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Tasks in a table of its own that any number of workers share; work ends when the test says so. */
function table(...ids: string[]) {
  const rows = new Map<string, Row>(ids.map((id) => [id, { dueAtMs: 0, token: 0, done: [] }]))
  const lease = (id: string): Task => {
    const row = rows.get(id) as Row
    row.dueAtMs = performance.now() + leaseMs
    row.token += 1
    return { id, token: row.token }
  }
  const claim = vi.fn(async (limit: number) =>
    [...rows]
      .filter(([, row]) => row.done.length === 0 && row.dueAtMs <= performance.now())
      .slice(0, limit)
      .map(([id]) => lease(id)),
  )
  const start = (worker: string, more: Partial<LeasedTasksOptions<Task, string>> = {}) => {
    const begun: { task: Task; leftMs: () => number; end: (error?: Error) => void }[] = []
    const tasks = startLeasedTasks<Task, string>({
      ...{ name: worker, log: createLog('test', 'silent'), leaseMs, deadlineMs: 2_001 },
      ...{ concurrency: 2, pollMs: 100, claim, neededMs: () => 300 },
      run: (task, leftMs) =>
        new Promise((resolve, reject) => {
          const end = (error?: Error) => (error ? reject(error) : resolve(`${worker} ${task.id}`))
          begun.push({ task, leftMs, end })
        }),
      apply: async (result, { id, token }) => {
        const row = rows.get(id) as Row
        if (row.token !== token) return 'stale'
        row.done.push(result)
        return 'applied'
      },
      oldestDueSeconds: async () => 0,
      fieldsOf: ({ id }) => ({ id }),
      ...more,
    })
    return { ...tasks, begun, ids: () => begun.map(({ task }) => task.id) }
  }
  return { rows, lease, claim, start, done: (id: string) => rows.get(id)?.done }
}
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const counted = async (worker: string, outcome: string) => {
  const { body } = await exposition()
  return body.includes(`leased_tasks_total{tasks="${worker}",outcome="${outcome}"} 1`)
}

it('due tasks are claimed by the poll, done and applied', async () => {
  const { start, done } = table('a')
  const { begun } = start('w1')
  await pass(100)
  begun[0]?.end()
  await pass(0)
  expect(done('a')).toEqual(['w1 a'])
  expect(await counted('w1', 'applied')).toBe(true)
})

it('a task that is handed over begins at once, under its lease', async () => {
  const { start, lease, done } = table('a')
  const { begin, begun } = start('w1')
  begin([lease('a')], performance.now())
  expect(begun).toHaveLength(1)
  begun[0]?.end()
  await pass(2 * leaseMs)
  expect(done('a')).toEqual(['w1 a'])
  expect(begun).toHaveLength(1)
})

describe('of a lease that expired', () => {
  it('another worker takes the task, and the late result of the first is dropped', async () => {
    const { start, lease, done } = table('a')
    const first = start('late', { concurrency: 1 })
    const second = start('w2')
    first.begin([lease('a')], performance.now())
    await pass(leaseMs + 100)
    expect(second.ids()).toEqual(['a'])
    first.begun[0]?.end()
    await pass(0)
    expect(done('a')).toEqual([])
    second.begun[0]?.end()
    await pass(0)
    expect(done('a')).toEqual(['w2 a'])
    expect(await counted('late', 'stale')).toBe(true)
  })

  it('a late result counts while the task is taken by nobody else', async () => {
    const { start, lease, done, claim } = table('a')
    claim.mockResolvedValue([])
    const { begin, begun } = start('w1')
    begin([lease('a')], performance.now())
    await pass(2 * leaseMs)
    begun[0]?.end()
    await pass(0)
    expect(done('a')).toEqual(['w1 a'])
  })

  it('a task is not begun when too little is left to do it in', async () => {
    const { start, lease, claim } = table('a')
    claim.mockResolvedValue([])
    const { begin, begun } = start('slow')
    const leasedAt = performance.now()
    await pass(leaseMs - 300)
    begin([lease('a')], leasedAt)
    expect(begun).toHaveLength(0)
    expect(await counted('slow', 'expired')).toBe(true)
  })

  it('the work is told how much is left', async () => {
    const { start, lease } = table('a')
    const { begin, begun } = start('w1')
    begin([lease('a')], performance.now())
    await pass(400)
    expect(begun[0]?.leftMs()).toBe(leaseMs * 0.95 - 400)
  })
})

describe('a task is done again when its lease expires', () => {
  it('after its work failed', async () => {
    const { start, lease, done } = table('a')
    const { begin, begun } = start('failing')
    begin([lease('a')], performance.now())
    begun[0]?.end(new Error('no'))
    await pass(leaseMs + 100)
    begun[1]?.end()
    await pass(0)
    expect(done('a')).toEqual(['failing a'])
    expect(await counted('failing', 'failed')).toBe(true)
  })

  it('after its result could not be written', async () => {
    const { start, lease } = table('a')
    const { begin, begun } = start('away', { apply: () => Promise.reject(new Error('away')) })
    begin([lease('a')], performance.now())
    begun[0]?.end()
    await pass(leaseMs + 100)
    expect(begun).toHaveLength(2)
    expect(await counted('away', 'not_written')).toBe(true)
  })
})

describe('no more tasks are claimed than there is room for', () => {
  it('and the rest as soon as there is room, without waiting for the poll', async () => {
    const { start, claim } = table('a', 'b', 'c')
    const { begun, ids } = start('w1')
    await pass(100)
    expect(ids()).toEqual(['a', 'b'])
    expect(claim).toHaveBeenLastCalledWith(2, leaseMs)
    begun[0]?.end()
    await pass(0)
    expect(ids()).toEqual(['a', 'b', 'c'])
  })

  it('when all are at work none is claimed', async () => {
    const { start, claim } = table('a', 'b', 'c')
    start('w1')
    await pass(900)
    expect(claim).toHaveBeenCalledTimes(1)
  })
})

it('claimNow sees what was committed while a claim was under way', async () => {
  const { start, rows, claim, lease } = table()
  const slow = Promise.withResolvers<Task[]>()
  claim.mockReturnValueOnce(slow.promise)
  const { claimNow, ids } = start('w1')
  claimNow()
  rows.set('a', { dueAtMs: 0, token: 0, done: [] })
  claimNow()
  slow.resolve([])
  await pass(0)
  expect(ids()).toEqual(['a'])
  expect(lease('a').token).toBe(2)
})

it('is settled when what is being claimed has been done as well', async () => {
  const { start, done } = table('a')
  const { claimNow, settled, begun } = start('w1')
  claimNow()
  const all = settled()
  await pass(0)
  begun[0]?.end()
  await all
  expect(done('a')).toEqual(['w1 a'])
})

it('a claim that fails is tried again by the next poll', async () => {
  const { start, claim } = table('a')
  claim.mockRejectedValueOnce(new Error('away'))
  const { begun } = start('w1')
  await pass(200)
  expect(begun).toHaveLength(1)
})

it('stop begins nothing more and ends what is under way', async () => {
  const { start, lease, done } = table('a', 'b', 'c')
  const { begin, stop, begun } = start('w1')
  begin([lease('a'), lease('b'), lease('c')], performance.now())
  const stopped = stop()
  begun[0]?.end()
  begun[1]?.end()
  await stopped
  expect([done('a'), done('b'), done('c')]).toEqual([['w1 a'], ['w1 b'], []])
  await pass(2 * leaseMs)
  expect(begun).toHaveLength(2)
})

it('a lease that is too long for the process that waits is refused', () => {
  const { start } = table()
  expect(() => start('w1', { deadlineMs: 2_000 })).toThrow(/less than half of deadlineMs \(2000\)/)
})

it('the gauges tell what is under way, waiting and due', async () => {
  const { start, lease } = table('a', 'b', 'c')
  const { begin } = start('gauged', { oldestDueSeconds: async () => 7 })
  start('dumb', { oldestDueSeconds: () => Promise.reject(new Error('away')) })
  begin([lease('a'), lease('b'), lease('c')], performance.now())
  const { body } = await exposition()
  expect(body).toContain('leased_tasks_running{tasks="gauged"} 2')
  expect(body).toContain('leased_tasks_waiting{tasks="gauged"} 1')
  expect(body).toContain('leased_tasks_oldest_due_seconds{tasks="gauged"} 7')
  expect(body).not.toContain('leased_tasks_oldest_due_seconds{tasks="dumb"}')
})
