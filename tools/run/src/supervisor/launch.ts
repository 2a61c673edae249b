import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { startTicksOf } from '../proc.ts'

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  /** Its standard output is appended to this file instead of the log. */
  readonly outputFile?: string
  /** The signal that the kernel sends it when the runner is killed. */
  readonly onOrphaned: 'KILL' | 'TERM' | 'INT'
}

export interface Launched {
  readonly pid: number
  readonly startTicks: number | null
  readonly exited: Promise<string>
}

const hasDeathSignal = spawnSync('setpriv', ['--help'], { encoding: 'utf8' }).stdout?.includes(
  'pdeathsig',
)

const canBatch = spawnSync('chrt', ['--batch', '0', 'true']).status === 0

/**
 * Linux's batch policy: the platform's programs preempt neither each other nor the user's programs, and each wakes up to
 * more work at once.
 */
const withBatchPolicy = canBatch ? ['chrt', '--batch', '0'] : []

/** Starts a program in a session of its own, so that Ctrl-C reaches only the runner; output goes to `logFile`. */
export function launch(program: Program, logFile: string): Promise<Launched> {
  const { command, args } = program
  const withDeathSignal = hasDeathSignal
    ? ['setpriv', '--pdeathsig', program.onOrphaned, command, ...args]
    : [command, ...args]
  const [file = command, ...rest] = [...withBatchPolicy, ...withDeathSignal]
  const log = openSync(logFile, 'a', 0o600)
  const output = program.outputFile ? openSync(program.outputFile, 'a', 0o600) : log
  try {
    return launched(
      spawn(file, rest, {
        stdio: ['ignore', output, log],
        detached: true,
        env: program.env,
        ...(program.cwd ? { cwd: program.cwd } : {}),
        ...(program.user ?? {}),
      }),
    )
  } finally {
    for (const open of new Set([log, output])) closeSync(open)
  }
}

function launched(child: ChildProcess): Promise<Launched> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    const exited = new Promise<string>((done) =>
      child.once('exit', (status, signal) => done(signal ?? `status ${status}`)),
    )
    child.once('spawn', () => {
      const { pid } = child
      if (pid === undefined)
        return reject(new Error(`${child.spawnfile} was started without a pid`))
      resolve({ pid, startTicks: startTicksOf(pid), exited })
    })
  })
}
