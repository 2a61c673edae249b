import { type ChildProcess, spawn } from 'node:child_process'
import { type PlatformState, readState, repositoryRoot } from '@stoa/topology'
import { processInfo } from '../bin/process-info.js'
import { isStill, signal, until } from '../src/index.ts'
import { pidsOf } from './runner.ts'

const startWithinMs = 60_000
const options = '--no-traffic --services='

/** Shell commands that start a platform without services; only the last one starts Prometheus and Alertmanager. */
export const npmStart = `npm start -- --no-metrics ${options}`
/** With a shell between npm and start.js, as other package managers have it. */
export const npmExec = `npm exec -c 'node tools/run/bin/start.js --no-metrics ${options}'`
export const nodeStart = `node tools/run/bin/start.js --no-metrics ${options}`
/** As on a Node that cannot replace itself by another program, so that start.js stays above the runner. */
export const nodeStartWithoutExecve = `node --import 'data:text/javascript,delete process.execve' tools/run/bin/start.js ${options}`

export type Command = readonly [program: string, ...args: string[]]

export const inShell = (script: string): Command => ['sh', '-c', script]

const terminal = `
import os, pty, sys
prompt = 'the terminal waits for a command: '
pid, master = pty.fork()
if pid == 0:
    os.environ['PS1'] = prompt
    os.execvp('bash', ['bash', '--norc', '-i'])
def show():
    shown = os.read(master, 65536)
    os.write(1, shown)
    return shown
before = b''
while prompt.encode() not in before:
    before += show()
os.write(master, (sys.argv[1] + '\\n').encode())
while show():
    pass
`

/** A terminal in which an interactive bash runs the command; the end of this process closes it. */
export const inTerminal = (command: string): Command => ['python3', '-c', terminal, command]

export interface Launch {
  readonly child: ChildProcess
  readonly state: PlatformState
  readonly exited: Promise<unknown>
  /** The pid of the nearest process above the runner that runs under such a name. */
  pidOf(name: RegExp): number
}

/**
 * Runs a command in a session of its own, and resolves once the platform that it starts is ready. A start that fails is
 * ended, with all that it left.
 */
export async function launch(home: string, [program, ...args]: Command): Promise<Launch> {
  const child = spawn(program, args, {
    cwd: repositoryRoot,
    env: { ...process.env, STOA_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const earlier = readState(home)?.pid
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text))
  const exited = new Promise((resolve) => child.once('exit', resolve))
  const ready = () => {
    const state = readState(home)
    return state?.ready && state.pid !== earlier && isStill(state) ? state : undefined
  }
  const started = () => ready() !== undefined
  try {
    await until(`the start by ${program} ${args.join(' ')}`, started, startWithinMs)
    const state = ready()
    if (!state) throw new Error('the platform ended as soon as it was ready')
    return { child, state, exited, pidOf: (name) => ancestorNamed(name, state.pid) }
  } catch (error) {
    await endStart(home, child)
    throw new Error(`${error}\n${output}`)
  }
}

async function endStart(home: string, child: ChildProcess): Promise<void> {
  const state = readState(home)
  if (state?.pid && isStill(state)) signal(state.pid, 'SIGTERM')
  if (child.pid) signal(child.pid, 'SIGTERM', 'group')
  child.kill('SIGKILL')
  const nothingLeft = () => pidsOf(home).length === 0
  await until('the end of what a failed start left', nothingLeft).catch(() => {
    for (const pid of pidsOf(home)) signal(pid, 'SIGKILL')
  })
  await until('the end of what was killed', nothingLeft)
}

function ancestorNamed(name: RegExp, runnerPid: number): number {
  let pid = runnerPid
  for (let info = processInfo(pid); info; info = processInfo(pid)) {
    if (name.test(info.name)) return pid
    pid = info.parentPid
  }
  throw new Error(`no process above ${runnerPid} has a name like ${name}`)
}
