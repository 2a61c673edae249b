import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { CannotRun, readRunningState } from './index.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'stoa-state-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const stat = readFileSync('/proc/self/stat', 'utf8')
const ownStartTicks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])

const writeState = (runnerTicks: number, resourceTicks: number) => {
  const resource = {
    ...{ name: 'postgres', kind: 'database', state: 'ready', command: 'postgres', restarts: 0 },
    ...{ pid: process.pid, startTicks: resourceTicks, ports: {}, sockets: {} },
  }
  const state = {
    ...{ pid: process.pid, startTicks: runnerTicks, startedAt: '', ready: true, urls: {} },
    ...{ caFile: null, postgres: null, nats: null, resources: [resource] },
  }
  writeFileSync(join(home, 'state.json'), JSON.stringify(state))
}

it.each([
  ['the runner', ownStartTicks, 1],
  ['a process that a killed runner left', 1, ownStartTicks],
])('a platform is running while %s exists', (_, runnerTicks, resourceTicks) => {
  writeState(runnerTicks, resourceTicks)
  expect(readRunningState(home).ready).toBe(true)
})

it('a platform is not running when every pid in its state belongs to a later process', () => {
  writeState(1, 1)
  expect(() => readRunningState(home)).toThrow(CannotRun)
})

it('says how to start a platform where none ever ran', () => {
  expect(() => readRunningState(home)).toThrow('start one with `npm start`')
})
