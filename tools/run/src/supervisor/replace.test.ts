import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished, vi } from 'vitest'
import { openSupervisor, programOf, sleeper } from '../../test/supervised.ts'
import { isStill } from '../proc.ts'
import type { Program } from './launch.ts'
import { type SupervisorOptions, until } from './supervisor.ts'

/** A running resource whose successor runs the script and is ready once `isReady` says so. */
async function openSucceeded(
  script: string,
  isReady = async () => true,
  options: Partial<SupervisorOptions> = {},
) {
  const opened = openSupervisor(options)
  const { folder, supervisor, stateOf, processOf } = opened
  const seen: (number | null | undefined)[] = []
  const takeOver = () => void seen.push(stateOf('a')?.pid)
  const program = programOf(`echo waiting for nothing; echo $$ > ${join(folder, 'pid')}; ${script}`)
  await supervisor.start([sleeper('a', { successor: () => ({ program, isReady, takeOver }) })])
  const successor = async () => {
    await until('the successor', () => existsSync(join(folder, 'pid')))
    return Number(readFileSync(join(folder, 'pid'), 'utf8'))
  }
  const successorEnds = async () => {
    const pid = await successor()
    await until('the end of the successor', () => !existsSync(`/proc/${pid}/cwd`))
  }
  return { ...opened, seen, before: processOf('a'), successor, successorEnds }
}
const sleep = 'exec sleep 600'
const never = async () => false

it('a successor takes over while the present process still runs, which then ends', async () => {
  const { supervisor, before, seen, logged, stateOf, processOf } = await openSucceeded(sleep)
  await supervisor.replace('a')
  expect(seen).toEqual([before.pid])
  await until('the end of the process before', () => !isStill(before))
  expect(isStill(processOf('a'))).toBe(true)
  expect(stateOf('a')).toMatchObject({ state: 'ready', restarts: 0 })
  expect(logged).toEqual([])
  await supervisor.kill('a', 'SIGKILL')
  await supervisor.whenReady('a')
  expect(logged).toEqual(['a ended (SIGKILL); restarting it in 0.001 s'])
})

it('a successor that ends before it is ready leaves the present process as it was', async () => {
  const { supervisor, before, seen, processOf } = await openSucceeded(
    'echo no semicolon; exit 1',
    never,
  )
  await expect(supervisor.replace('a')).rejects.toThrow(
    /new a did not become ready\n[\s\S]*no semicolon/,
  )
  expect([seen, processOf('a')]).toEqual([[], before])
  expect(isStill(before)).toBe(true)
})

it('a successor that ends is reported with its own last lines, and not with those of one before it', async () => {
  const { supervisor } = await openSucceeded('echo no semicolon; exit 1', never)
  for (const _ of ['first', 'second']) {
    const { message } = (await supervisor.replace('a').catch((error: Error) => error)) as Error
    expect(message.match(/no semicolon/g)).toHaveLength(1)
  }
})

it('a successor that neither ends nor becomes ready is ended in time, with its last lines', async () => {
  const { supervisor, before, seen, processOf, successor, successorEnds } = await openSucceeded(
    sleep,
    never,
    { successorWithinMs: 7_000 },
  )
  vi.useFakeTimers({ toFake: ['setTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  const refused = expect(supervisor.replace('a')).rejects.toThrow(
    /new a did not become ready within 7 s\n[\s\S]*waiting for nothing/,
  )
  await successor()
  vi.advanceTimersByTime(7_000)
  await refused
  await successorEnds()
  expect([seen, processOf('a')]).toEqual([[], before])
  expect(isStill(before)).toBe(true)
})

it('a successor that is outdated before it is ready is ended, and the present process goes on', async () => {
  const { supervisor, before, seen, processOf, successor, successorEnds } = await openSucceeded(
    sleep,
    never,
  )
  const outdated = new AbortController()
  const replaced = supervisor.replace('a', outdated.signal)
  await successor()
  outdated.abort()
  await replaced
  await successorEnds()
  expect([seen, processOf('a')]).toEqual([[], before])
})

it('a replacement of what cannot be started again ends when it is outdated', async () => {
  const { supervisor, stateOf } = openSupervisor({ backoffMs: () => 600_000 })
  const program = vi
    .fn(async () => Promise.reject<Program>(new Error('no space left on device')))
    .mockResolvedValueOnce(programOf(sleep))
  await supervisor.start([sleeper('a', { program })])
  await supervisor.kill('a', 'SIGKILL')
  expect(stateOf('a')?.state).toBe('backing-off')
  const outdated = new AbortController()
  const replaced = supervisor.replace('a', outdated.signal)
  await until('another start', () => stateOf('a')?.restarts === 2)
  outdated.abort()
  await replaced
  expect(program).toHaveBeenCalledTimes(2)
  expect(stateOf('a')?.state).toBe('backing-off')
})

it('a successor whose predecessor crashes in the meantime is not needed', async () => {
  const ready = Promise.withResolvers<boolean>()
  const { supervisor, seen, successor, successorEnds } = await openSucceeded(
    sleep,
    () => ready.promise,
  )
  const replaced = supervisor.replace('a')
  await successor()
  await supervisor.kill('a', 'SIGKILL')
  await supervisor.whenReady('a')
  ready.resolve(true)
  await replaced
  expect(seen).toEqual([])
  await successorEnds()
})

it('a stop during a replacement ends both processes', async () => {
  const { supervisor, before, successor, successorEnds } = await openSucceeded(sleep, never)
  const replaced = supervisor.replace('a')
  await successor()
  await supervisor.stop()
  await replaced
  expect(isStill(before)).toBe(false)
  await successorEnds()
})
