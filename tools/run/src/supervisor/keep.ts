import { readFileSync } from 'node:fs'
import { setImmediate as immediately, setTimeout as wait } from 'node:timers/promises'
import type { ResourceState } from '@stoa/topology'
import { signal } from '../proc.ts'
import { crashesAfter } from './backoff.ts'
import { type Launched, launch } from './launch.ts'
import type { Resource } from './resource.ts'

export interface KeepOptions {
  readonly logFile: string
  /** How long to wait before the next start, after so many crashes in a row. */
  backoffMs(crashes: number): number
  say(line: string): void
  onChange(): void
}

export interface Kept {
  readonly state: ResourceState
  /** Ready for the first time. Rejects when it never gets there; the error ends with the last lines of its log. */
  readonly ready: Promise<void>
  /** Ready now, and started anew since this was called when it was not. */
  whenReady(): Promise<void>
  restart(): Promise<void>
  /** Ready, or degraded with the reason; without effect while it is neither. */
  describe(detail: string | null): void
  /** Sends a signal; one that ends the process is waited for, so that `whenReady` then means the next run. */
  kill(name: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

const firstReadyWithinMs = 90_000
const crashesBeforeFirstReady = 6
const probeEveryMs = 25
const pausing = new Set<NodeJS.Signals>(['SIGSTOP', 'SIGCONT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'])

/** Keeps one resource running until it is stopped: probes it, starts it again when it ends, waits longer each time. */
export function keep(resource: Resource, options: KeepOptions): Kept {
  const { name } = resource
  const state: ResourceState = {
    ...{ name, kind: resource.kind, state: 'starting', pid: null, startTicks: null, restarts: 0 },
    ...{ ports: { ...resource.ports }, sockets: { ...resource.sockets } },
    ...{ command: '', detail: null },
  }
  const halt = new AbortController()
  const first = Promise.withResolvers<void>()
  const waiting = new Set<() => void>()
  let running: Launched | undefined
  let asked = false
  let wasReady = false

  const become = (status: ResourceState['state'], detail: string | null = null) => {
    Object.assign(state, { state: status, detail })
    if (status === 'ready') {
      for (const tell of waiting) tell()
      waiting.clear()
    }
    options.onChange()
  }

  async function untilReady(run: Launched): Promise<boolean> {
    let ended = false
    run.exited.then(() => {
      ended = true
    })
    while (!ended && !halt.signal.aborted) {
      if ((await resource.isReady()) && !ended) return true
      await wait(probeEveryMs)
    }
    return false
  }

  async function untilEnded(run: Launched): Promise<{ why: string; readyForMs: number }> {
    let readyAt: number | undefined
    if (await untilReady(run)) {
      await resource.prepare?.()
      readyAt = Date.now()
      wasReady = true
      become('ready')
      first.resolve()
    }
    const why = await run.exited
    return { why, readyForMs: readyAt === undefined ? 0 : Date.now() - readyAt }
  }

  async function once(): Promise<{ why: string; readyForMs: number }> {
    const program = await resource.program()
    const run = await launch(program, options.logFile)
    running = run
    if (halt.signal.aborted) signal(run.pid, 'SIGKILL', 'group')
    Object.assign(state, { pid: run.pid, startTicks: run.startTicks, command: program.command })
    become('starting')
    try {
      return await untilEnded(run)
    } catch (error) {
      signal(run.pid, 'SIGKILL', 'group')
      throw error
    } finally {
      await run.exited
      Object.assign(state, { pid: null, startTicks: null })
    }
  }

  /** Not to be started now, as on a full disk, is one more way to end; before the first time it is an error. */
  const onceOrNot = () =>
    once().catch((error: unknown) => {
      if (!wasReady) throw error
      return { why: String(error), readyForMs: 0 }
    })

  async function loop(): Promise<void> {
    let crashes = 0
    while (!halt.signal.aborted) {
      const { why, readyForMs } = await onceOrNot()
      if (halt.signal.aborted) break
      if (!asked) crashes = crashesAfter(crashes, readyForMs)
      if (!wasReady && crashes >= crashesBeforeFirstReady)
        throw new Error(`${name} keeps ending (${why})`)
      state.restarts++
      become('backing-off')
      const delayMs = asked ? 0 : options.backoffMs(crashes)
      if (!asked) options.say(`${name} ended (${why}); starting it again in ${delayMs / 1000} s`)
      asked = false
      await wait(delayMs, undefined, { signal: halt.signal }).catch(() => undefined)
    }
  }

  const deadline = setTimeout(
    () => first.reject(new Error(`${name} was not ready within ${firstReadyWithinMs / 1000} s`)),
    firstReadyWithinMs,
  )
  const done = loop().then(
    () => become('stopped'),
    (error: unknown) => {
      become('failed')
      first.reject(error)
    },
  )
  const ready = first.promise
    .catch((error: unknown) => {
      throw new Error(
        `${error instanceof Error ? error.message : error}\n${tailOf(options.logFile)}`,
      )
    })
    .finally(() => clearTimeout(deadline))
  ready.catch(() => undefined)

  const whenReady = () =>
    state.state === 'ready'
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.add(resolve))

  /** Asks the process to end, and ends it when it does not. */
  async function end({ pid, exited }: Launched): Promise<void> {
    const { signal: name, withinMs } = resource.stop
    signal(pid, name)
    const bound = new AbortController()
    const late = wait(withinMs, true, { signal: bound.signal }).catch(() => false)
    if (await Promise.race([late, exited.then(() => false)])) signal(pid, 'SIGKILL', 'group')
    bound.abort()
  }

  async function stop(): Promise<void> {
    halt.abort()
    clearTimeout(deadline)
    if (running && state.pid !== null) await end(running)
    await done
  }

  async function restart(): Promise<void> {
    if (!running || state.pid === null) return whenReady()
    asked = true
    become('starting')
    const again = whenReady()
    await end(running)
    await again
  }

  function describe(detail: string | null): void {
    if (state.detail === detail || (state.state !== 'ready' && state.state !== 'degraded')) return
    become(detail === null ? 'ready' : 'degraded', detail)
  }

  async function kill(which: NodeJS.Signals): Promise<void> {
    if (!running || state.pid === null) throw new Error(`${name} does not run now`)
    const { pid, exited } = running
    signal(pid, which)
    if (pausing.has(which)) return
    await exited
    await immediately()
  }

  return { state, ready, whenReady, restart, describe, kill, stop }
}

function tailOf(file: string): string {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12)
    return [`the end of ${file}:`, ...lines.map((line) => `  ${line.slice(0, 300)}`)].join('\n')
  } catch {
    return `there is no log ${file}`
  }
}
