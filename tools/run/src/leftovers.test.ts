import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlatformState, ResourceState } from '@stoa/topology'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { endLeftovers, removeStalePostmasterLock } from './leftovers.ts'
import { isStill, startTicksOf } from './proc.ts'
import { openStateFile } from './state-file.ts'

let home: string
let child: ChildProcess
let resource: ResourceState

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'stoa-leftovers-'))
  child = spawn('/bin/sleep', ['600'], { detached: true, stdio: 'ignore' })
  await new Promise((resolve) => child.once('spawn', resolve))
  const pid = child.pid ?? 0
  resource = {
    ...{ name: 'orders', kind: 'service', state: 'ready', pid, startTicks: startTicksOf(pid) },
    ...{ command: '/bin/sleep', detail: null, restarts: 0, ports: {}, sockets: {} },
  }
})
afterEach(() => {
  child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

const stateOf = (resources: ResourceState[]): PlatformState => ({
  ...{
    pid: 1,
    startTicks: 1,
    startedAt: '',
    ready: true,
    urls: {},
    caFile: null,
    meshSocket: null,
  },
  ...{ postgres: null, nats: null, resources },
})

it('a process that a killed runner left is ended, and its name returned', async () => {
  openStateFile(home, () => stateOf([resource])).save()
  expect(await endLeftovers(home)).toEqual(['orders'])
  expect(isStill(resource)).toBe(false)
})

it.each([
  ['started at another time', { startTicks: 1 }],
  ['runs another program', { command: '/usr/bin/postgres' }],
])('a process with the same pid that %s is not ended', async (_, change) => {
  openStateFile(home, () => stateOf([{ ...resource, ...change }])).save()
  expect(await endLeftovers(home)).toEqual([])
  expect(isStill(resource)).toBe(true)
})

it('without a readable state nothing is ended', async () => {
  expect(await endLeftovers(home)).toEqual([])
  writeFileSync(join(home, 'state.json'), '{')
  expect(await endLeftovers(home)).toEqual([])
})

it('Postgres’ lock file is removed unless its process is that Postgres', () => {
  const data = join(home, 'pg')
  const lock = join(data, 'postmaster.pid')
  mkdirSync(data)
  writeFileSync(lock, `${child.pid}\n${data}\n`)
  removeStalePostmasterLock(data)
  expect(existsSync(lock)).toBe(false)

  const server = spawn('/bin/sh', ['-c', 'sleep 600; :', 'postgres', '-D', data], {
    stdio: 'ignore',
    detached: true,
  })
  writeFileSync(lock, `${server.pid}\n${data}\n`)
  removeStalePostmasterLock(data)
  expect(existsSync(lock)).toBe(true)
  process.kill(-Number(server.pid), 'SIGKILL')
})
