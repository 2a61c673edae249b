import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { type PlatformState, readState, repositoryRoot } from '@stoa/topology'
import { until } from '../src/index.ts'

const startWithinMs = 120_000

export interface Runner {
  readonly child: ChildProcess
  readonly pid: number
  stdout(): string
  stderr(): string
  readonly exited: Promise<number | null>
  ready(): Promise<PlatformState>
}

/** `npm start` as a process of its own, in a home of its own. */
export function startRunner(home: string, ...args: string[]): Runner {
  const script = join(repositoryRoot, 'tools/run/bin/start.js')
  const child = spawn(process.execPath, [script, '--json', '--no-traffic', ...args], {
    env: { ...process.env, STOA_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk) => (stdout += chunk))
  child.stderr.on('data', (chunk) => (stderr += chunk))
  let ended = false
  const exited = new Promise<number | null>((resolve) =>
    child.once('exit', (status) => {
      ended = true
      resolve(status)
    }),
  )
  return {
    child,
    pid: child.pid ?? 0,
    stdout: () => stdout,
    stderr: () => stderr,
    exited,
    async ready() {
      await until('the start', () => ended || stdout.includes('\n'), startWithinMs)
      const state = readState(home)
      if (ended || !state) throw new Error(`the runner ended:\n${stderr}`)
      return state
    },
  }
}

/** Every living process whose command line, environment or working folder names this folder. */
export const pidsOf = (home: string): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) =>
      [
        ...['cmdline', 'environ'].map((file) => read(`/proc/${pid}/${file}`)),
        workingFolderOf(pid),
      ].some((text) => text.includes(home)),
    )
    .map(Number)

/** The same, each with its command line. */
export const processesOf = (home: string): string[] =>
  pidsOf(home).map((pid) => `${pid} ${read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`)

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function workingFolderOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return ''
  }
}
