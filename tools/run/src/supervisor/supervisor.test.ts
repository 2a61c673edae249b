import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isStill } from '../proc.ts'
import type { Program } from './launch.ts'
import type { Resource } from './resource.ts'
import { inOrder, type Supervisor, supervise, until } from './supervisor.ts'

let folder: string
let logged: string[]
let readyOrder: string[]
let supervisor: Supervisor

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stoa-supervisor-'))
  logged = []
  readyOrder = []
  supervisor = supervise({
    logFile: (name) => join(folder, `${name}.log`),
    log: (line) => void logged.push(line),
    onReady: (name) => void readyOrder.push(name),
    onChange: () => undefined,
    backoffMs: (crashes) => crashes,
  })
})
afterEach(async () => {
  await supervisor.stop()
  rmSync(folder, { recursive: true, force: true })
})

const resource = (name: string, script: string, more: Partial<Resource> = {}): Resource => ({
  ...{ name, kind: 'service', after: [], ports: {}, sockets: {} },
  program: () => ({
    command: '/bin/sh',
    args: ['-c', script],
    env: process.env,
    onOrphaned: 'KILL',
  }),
  isReady: async () => true,
  stop: { signal: 'SIGTERM', withinMs: 2000 },
  ...more,
})
const sleeper = (name: string, more: Partial<Resource> = {}) =>
  resource(name, 'exec sleep 600', more)
const stateOf = (name: string) => supervisor.states.find((state) => state.name === name)

it('a resource is started once those that it comes after are ready', async () => {
  await supervisor.start([
    sleeper('c', { after: ['b', 'a'] }),
    sleeper('b', { after: ['a'] }),
    sleeper('a'),
  ])
  expect(readyOrder).toEqual(['a', 'b', 'c'])
})

it('a killed process is restarted, counted and logged', async () => {
  await supervisor.start([sleeper('a')])
  const before = stateOf('a')?.pid
  await supervisor.kill('a', 'SIGKILL')
  await supervisor.whenReady('a')
  expect(stateOf('a')?.restarts).toBe(1)
  expect(stateOf('a')?.pid).not.toBe(before)
  expect(logged).toEqual(['a ended (SIGKILL); restarting it in 0.001 s'])
})

it('a requested restart is not counted as a crash', async () => {
  await supervisor.start([sleeper('a')])
  const before = stateOf('a')?.pid
  await supervisor.restart('a')
  expect(stateOf('a')?.pid).not.toBe(before)
  expect(logged).toEqual([])
})

it('a resource that does not become ready fails the start with the end of its log', async () => {
  const broken = resource('a', 'echo no settings; exit 3', { isReady: async () => false })
  await expect(supervisor.start([broken])).rejects.toThrow(
    /a ended 6 times before it was ready \(status 3\)[\s\S]*no settings/,
  )
  expect(stateOf('a')?.state).toBe('failed')
})

it('stop ends dependents first, and kills a process that ignores the signal with its children', async () => {
  const log = join(folder, 'order')
  const recording = (name: string, after: string[] = []) => {
    const mark = join(folder, `${name}.up`)
    const script = `trap 'echo ${name} >> ${log}; exit 0' TERM; touch ${mark}; while :; do sleep 0.01; done`
    return resource(name, script, { after, isReady: async () => existsSync(mark) })
  }
  const ignoringMark = join(folder, 'ignoring.up')
  const ignoring = resource(
    'ignoring',
    `trap '' TERM; touch ${ignoringMark}; sleep 600 & wait; sleep 600`,
    {
      isReady: async () => existsSync(ignoringMark),
      stop: { signal: 'SIGTERM', withinMs: 50 },
    },
  )
  await supervisor.start([recording('base'), recording('top', ['base']), ignoring])
  const pids = supervisor.states.map(({ pid, startTicks }) => ({ pid, startTicks }))
  await supervisor.stop()
  expect(readFileSync(log, 'utf8')).toBe('top\nbase\n')
  expect(pids.filter(isStill)).toEqual([])
  expect(supervisor.states.map(({ state }) => state)).toEqual(['stopped', 'stopped', 'stopped'])
})

it('stop also ends a process that is not ready yet', async () => {
  const starting = supervisor.start([sleeper('a', { isReady: async () => false })])
  starting.catch(() => undefined)
  await until('the process', () => stateOf('a')?.pid != null)
  const state = { pid: stateOf('a')?.pid ?? null, startTicks: stateOf('a')?.startTicks ?? null }
  await supervisor.stop()
  expect(isStill(state)).toBe(false)
})

it('a cycle of resources is refused', () => {
  expect(() => inOrder([sleeper('a', { after: ['b'] }), sleeper('b', { after: ['a'] })])).toThrow(
    'a, b',
  )
})

it('a resource that cannot be restarted, as on a full disk, is tried again until it can', async () => {
  let failures = 0
  const program = sleeper('a').program
  await supervisor.start([
    sleeper('a', {
      program: () => {
        if (failures > 0 && failures++ < 3) throw new Error('no space left on device')
        failures ||= 1
        return program()
      },
    }),
  ])
  await supervisor.kill('a', 'SIGKILL')
  await supervisor.whenReady('a')
  expect(failures).toBe(4)
  expect(logged.slice(1)).toEqual([
    expect.stringContaining('a ended (Error: no space left on device)'),
    expect.stringContaining('a ended (Error: no space left on device)'),
  ])
})

it('a resource whose preparation fails after a crash is ended and started again', async () => {
  let preparations = 0
  const prepare = async () => {
    if (++preparations === 2) throw new Error('no space left on device')
  }
  await supervisor.start([sleeper('a', { prepare })])
  await supervisor.kill('a', 'SIGKILL')
  await supervisor.whenReady('a')
  expect(preparations).toBe(3)
  expect(stateOf('a')?.restarts).toBe(2)
})

it('a resource is degraded, with the reason, until it is described as well or restarted', async () => {
  await supervisor.start([sleeper('a')])
  supervisor.describe('a', 'does not store')
  expect(stateOf('a')).toMatchObject({ state: 'degraded', detail: 'does not store' })
  supervisor.describe('a', null)
  expect(stateOf('a')).toMatchObject({ state: 'ready', detail: null })
  supervisor.describe('a', 'does not store')
  await supervisor.restart('a')
  expect(stateOf('a')).toMatchObject({ state: 'ready', detail: null })
})

it('a resource that waits for another can be described, without effect', async () => {
  const open = Promise.withResolvers<boolean>()
  const starting = supervisor.start([
    sleeper('a', { isReady: () => open.promise }),
    sleeper('b', { after: ['a'] }),
  ])
  supervisor.describe('b', 'its volume is full')
  await expect(supervisor.kill('b', 'SIGKILL')).rejects.toThrow('b waits for those')
  expect(() => supervisor.describe('c', null)).toThrow('no resource is called c')
  open.resolve(true)
  await starting
  expect(stateOf('b')).toMatchObject({ state: 'ready', detail: null })
})

it('a process that ignores the signal of a restart is killed', async () => {
  const ignoring = resource('a', 'trap "" TERM; echo up; while :; do sleep 600 & wait; done', {
    stop: { signal: 'SIGTERM', withinMs: 50 },
    isReady: async () => readFileSync(join(folder, 'a.log'), 'utf8').includes('up'),
  })
  await supervisor.start([ignoring])
  const before = stateOf('a')?.pid
  await supervisor.restart('a')
  expect(stateOf('a')?.pid).not.toBe(before)
})

it('an optional resource that cannot run holds up no start and is tried again', async () => {
  const [runs, works] = [join(folder, 'runs'), join(folder, 'works')]
  const script = `echo >> ${runs}; [ $(wc -l < ${runs}) -lt 10 ] && exit 3; touch ${works}; exec sleep 600`
  const isReady = async () => existsSync(works)
  await supervisor.start([
    resource('metrics', script, { optional: true, isReady }),
    sleeper('shop', { after: ['metrics'] }),
  ])
  expect(stateOf('shop')?.state).toBe('ready')
  expect(readyOrder).toEqual(['shop'])
  await supervisor.whenReady('metrics')
  expect(stateOf('metrics')).toMatchObject({ state: 'ready', restarts: 9, detail: null })
  expect(logged).toContain('metrics ended (status 3); restarting it in 0.001 s')
})

it('an optional resource that cannot even be started is shown as degraded, with the reason', async () => {
  const program = () => Promise.reject(new Error('no such program'))
  await supervisor.start([resource('metrics', '', { optional: true, program })])
  await until('what is wrong', () => stateOf('metrics')?.state === 'degraded')
  expect(stateOf('metrics')?.detail).toContain('no such program')
  supervisor.describe('metrics', null)
  expect(stateOf('metrics')?.state).not.toBe('ready')
})

/** A resource whose successor runs the script and is ready once `isReady` says so. */
const succeededBy = (script: string, isReady = async () => true) => {
  const seen: (number | null | undefined)[] = []
  const takeOver = () => void seen.push(stateOf('a')?.pid)
  const program = resource('a', script).program() as Program
  return { seen, a: sleeper('a', { successor: () => ({ program, isReady, takeOver }) }) }
}
const processOf = (name: string) => {
  const { pid = null, startTicks = null } = stateOf(name) ?? {}
  return { pid, startTicks }
}

it('a successor takes over while the present process still runs, which then ends', async () => {
  const { seen, a } = succeededBy('exec sleep 600')
  await supervisor.start([a])
  const before = processOf('a')
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
  const { seen, a } = succeededBy('echo no semicolon; exit 1', async () => false)
  await supervisor.start([a])
  const before = processOf('a')
  await expect(supervisor.replace('a')).rejects.toThrow(/new a did not become ready[\s\S]*no semic/)
  expect([seen, processOf('a')]).toEqual([[], before])
  expect(isStill(before)).toBe(true)
})

it('a successor whose predecessor crashes in the meantime is not needed', async () => {
  const ready = Promise.withResolvers<boolean>()
  const { seen, a } = succeededBy(
    `echo $$ > ${join(folder, 'pid')}; exec sleep 600`,
    () => ready.promise,
  )
  await supervisor.start([a])
  const replaced = supervisor.replace('a')
  await until('the successor', () => existsSync(join(folder, 'pid')))
  await supervisor.kill('a', 'SIGKILL')
  await supervisor.whenReady('a')
  ready.resolve(true)
  await replaced
  expect(seen).toEqual([])
  const successor = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  await until('the end of the successor', () => !existsSync(`/proc/${successor}/cwd`))
})

it('a stop during a replacement ends both processes', async () => {
  const { a } = succeededBy(`echo $$ > ${join(folder, 'pid')}; exec sleep 600`, async () => false)
  await supervisor.start([a])
  const before = processOf('a')
  const replaced = supervisor.replace('a')
  await until('the successor', () => existsSync(join(folder, 'pid')))
  await supervisor.stop()
  await replaced
  const successor = Number(readFileSync(join(folder, 'pid'), 'utf8'))
  expect(isStill(before)).toBe(false)
  await until('the end of the successor', () => !existsSync(`/proc/${successor}/cwd`))
})
