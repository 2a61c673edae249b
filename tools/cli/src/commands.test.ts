import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startTicksOf } from '@stoa/run'
import type { PlatformState } from '@stoa/topology'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logs } from './commands/logs.ts'
import { rowsOf, textOf } from './commands/status.ts'
import { readProcessMemory } from './process-memory.ts'
import { tableOf } from './table.ts'
import { openTail } from './tail.ts'

describe('stoa status', () => {
  const memory = { ownMiB: () => 1, treeMiB: () => 2 }
  const thisProcess = { pid: process.pid, startTicks: startTicksOf(process.pid) }
  const goneProcess = { ...thisProcess, startTicks: 1 }
  const stateOf = (
    runner: typeof thisProcess,
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

  it('lists the runner without, and each resource with, its child processes', () => {
    const well = { state: 'ready', detail: null, pid: process.pid }
    expect(rowsOf(stateOf(thisProcess, thisProcess), memory)).toEqual([
      { name: 'runner', kind: 'runner', ...well, pssMiB: 1, restarts: 0 },
      { name: 'orders', kind: 'service', ...well, pssMiB: 2, restarts: 3 },
    ])
  })

  it('sums up how many processes are ready', () => {
    const text = textOf(rowsOf(stateOf(thisProcess, thisProcess), memory), '/home')
    expect(text).toContain('\n2 of 2 ready, 3.0 MiB in all\n')
  })

  it('shows a process that no longer exists as stopped', () => {
    const rows = rowsOf(stateOf(goneProcess, goneProcess), memory)
    const stopped = { state: 'stopped', pid: null, pssMiB: 0 }
    expect(rows).toMatchObject([stopped, stopped])
    expect(textOf(rows, '/home')).toContain('no platform is running')
  })

  it('says how to stop what a killed runner left', () => {
    const rows = rowsOf(stateOf(goneProcess, thisProcess), memory)
    expect(textOf(rows, '/home')).toContain('the runner was killed; `npx stoa down`')
  })

  it('says how to start a platform where none is running', () => {
    expect(rowsOf(undefined, memory)).toEqual([])
    expect(textOf([], '/home')).toBe(
      'no platform is running in /home; start one with `npm start`\n',
    )
  })

  it('reads real memory: a process tree has no less than its root', () => {
    const real = readProcessMemory()
    expect(real.ownMiB(process.pid)).toBeGreaterThan(1)
    expect(real.treeMiB(process.ppid)).toBeGreaterThanOrEqual(real.ownMiB(process.ppid))
  })
})

it('a table has columns as wide as their content, with numbers to the right', () => {
  const rows = [
    ['orders', 7],
    ['notifications-2', '-'],
  ]
  expect(tableOf(['NAME', 'PID'], rows)).toBe(
    'NAME             PID\norders             7\nnotifications-2    -\n',
  )
})

describe('stoa logs', () => {
  let folder: string
  let file: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stoa-logs-'))
    file = join(folder, 'orders.log')
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('starts with the last lines and continues with new ones, complete lines only', () => {
    writeFileSync(file, 'one\ntwo\nthree\n')
    const read = openTail(file, 2)
    expect(read()).toEqual(['two', 'three'])
    appendFileSync(file, 'four\nfi')
    expect(read()).toEqual(['four'])
    appendFileSync(file, 've\n')
    expect(read()).toEqual(['five'])
  })

  it.each([
    [
      ['--access', 'payments-sidecar', 'edge'],
      ['payments-sidecar | denied', 'edge | refused'],
    ],
    [['payments-sidecar'], ['a warning']],
  ])('%j prints %j', async (args, lines) => {
    for (const [path, line] of [
      ['access/payments.jsonl', 'denied'],
      ['access/edge.jsonl', 'refused'],
      ['logs/payments-sidecar.log', 'a warning'],
    ] as const) {
      mkdirSync(join(folder, dirname(path)), { recursive: true })
      writeFileSync(join(folder, path), `${line}\n`)
    }
    vi.stubEnv('STOA_HOME', folder)
    const output: string[] = []
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => output.push(String(text)) > 0)
    expect(await logs.run(args)).toBe(0)
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    expect(output).toEqual(lines.map((line) => `${line}\n`))
  })

  it('starts from the beginning when the log was truncated', () => {
    writeFileSync(file, 'a long line\n')
    const read = openTail(file, 0)
    expect(read()).toEqual([])
    writeFileSync(file, 'new\n')
    expect(read()).toEqual(['new'])
  })
})
