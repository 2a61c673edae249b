import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ResourceState } from '@stoa/topology'
import { beforeEach, expect, it } from 'vitest'
import { openSupervisor, resource, sleeper } from '../../test/supervised.ts'
import { isStill } from '../proc.ts'
import { inOrder, type Supervisor, until } from './supervisor.ts'

let folder: string
let logged: string[]
let readyOrder: string[]
let supervisor: Supervisor
let stateOf: (name: string) => ResourceState | undefined

beforeEach(() => {
  ;({ folder, logged, readyOrder, supervisor, stateOf } = openSupervisor())
})

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

it('what is killed for good is not started again', async () => {
  await supervisor.start([sleeper('a')])
  const before = stateOf('a')
  supervisor.killAll()
  await until('the end of it', () => before?.state === 'stopped')
  expect(stateOf('a')).toMatchObject({ pid: null, restarts: 0 })
  expect(logged).toEqual([])
})
