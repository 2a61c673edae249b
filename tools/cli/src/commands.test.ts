import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTicksOf } from '@stoa/run'
import type { PlatformState } from '@stoa/topology'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTail } from './commands/logs.ts'
import { rowsOf } from './commands/status.ts'
import { readMemory } from './memory.ts'

describe('stoa status', () => {
  const memory = { aloneMiB: () => 1, familyMiB: () => 2 }
  const me = { pid: process.pid, startTicks: startTicksOf(process.pid) }
  const state = (
    runner: typeof me,
    orders: { pid: number; startTicks: number | null },
  ): PlatformState => ({
    ...{
      ...runner,
      startedAt: '',
      ready: true,
      urls: {},
      caFile: null,
      meshSocket: null,
      postgres: null,
      nats: null,
    },
    resources: [
      {
        ...{ name: 'orders', kind: 'service', state: 'ready', ...orders, command: 'node' },
        ...{ detail: null, restarts: 3, ports: {}, sockets: {} },
      },
    ],
  })
  const later = { ...me, startTicks: 1 }

  it('lists the runner alone and each resource with its children', () => {
    const well = { state: 'ready', detail: null, pid: process.pid }
    expect(rowsOf(state(me, me), memory)).toEqual([
      { name: 'runner', kind: 'runner', ...well, pssMiB: 1, restarts: 0 },
      { name: 'orders', kind: 'service', ...well, pssMiB: 2, restarts: 3 },
    ])
  })

  it('calls stopped what a killed runner wrote down and is gone', () => {
    const gone = { state: 'stopped', pid: null, pssMiB: 0 }
    expect(rowsOf(state(later, later), memory)).toMatchObject([gone, gone])
  })

  it('is empty where nothing ever ran', () => {
    expect(rowsOf(undefined, memory)).toEqual([])
  })

  it('reads real memory: a family weighs no less than its parent', () => {
    const real = readMemory()
    expect(real.aloneMiB(process.pid)).toBeGreaterThan(1)
    expect(real.familyMiB(process.ppid)).toBeGreaterThanOrEqual(real.aloneMiB(process.ppid))
  })
})

describe('stoa logs', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stoa-logs-'))
    file = join(folder, 'orders.log')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('begins with the last lines and goes on with what comes, whole lines only', () => {
    writeFileSync(file, 'one\ntwo\nthree\n')
    const read = openTail(file, 2)
    expect(read()).toEqual(['two', 'three'])
    appendFileSync(file, 'four\nfi')
    expect(read()).toEqual(['four'])
    appendFileSync(file, 've\n')
    expect(read()).toEqual(['five'])
  })

  it('begins anew when the log was emptied', () => {
    writeFileSync(file, 'a long line\n')
    const read = openTail(file, 0)
    expect(read()).toEqual([])
    writeFileSync(file, 'new\n')
    expect(read()).toEqual(['new'])
  })
})
