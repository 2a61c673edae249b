import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { startTicksOf } from '../proc.ts'

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
  /** Where its standard output goes instead of the log, with what was there kept. */
  readonly outputFile?: string
  /** Sent by the kernel when the runner dies without a word. */
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
 * The programs of the platform do not interrupt each other, nor what its user works at (Linux's
 * batch policy): each wakes up to more work at once.
 */
const unhurried = canBatch ? ['chrt', '--batch', '0'] : []

/** Starts a program in a session of its own, so that Ctrl-C reaches only the runner; output goes to `logFile`. */
export function launch(program: Program, logFile: string): Promise<Launched> {
  const { command, args } = program
  const tied = hasDeathSignal
    ? ['setpriv', '--pdeathsig', program.onOrphaned, command, ...args]
    : [command, ...args]
  const [file = command, ...rest] = [...unhurried, ...tied]
  const log = openSync(logFile, 'a', 0o600)
  const output = program.outputFile ? openSync(program.outputFile, 'a', 0o600) : log
  try {
    return settled(
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

function settled(child: ChildProcess): Promise<Launched> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    const exited = new Promise<string>((done) =>
      child.once('exit', (status, signal) => done(signal ?? `status ${status}`)),
    )
    child.once('spawn', () => {
      const { pid } = child
      if (pid === undefined) return reject(new Error('a started program has no pid'))
      resolve({ pid, startTicks: startTicksOf(pid), exited })
    })
  })
}
