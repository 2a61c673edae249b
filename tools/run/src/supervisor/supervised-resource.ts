import { readFileSync } from 'node:fs'
import { setImmediate as immediately, setTimeout as wait } from 'node:timers/promises'
import type { ResourceState } from '@stoa/topology'
import { signal } from '../proc.ts'
import { crashesAfter } from './backoff.ts'
import { type Launched, launch } from './launch.ts'
import type { Resource } from './resource.ts'

export interface SupervisedResourceOptions {
  readonly logFile: string
  /** The delay before the next start, after so many crashes in a row. */
  backoffMs(crashes: number): number
  log(line: string): void
  onChange(): void
}

export interface SupervisedResource {
  readonly state: ResourceState
  /** Resolves when it is ready for the first time; rejects with the end of its log when it does not become ready. */
  readonly ready: Promise<void>
  /** Resolves when it is ready: at once, or after the restart that is under way. */
  whenReady(): Promise<void>
  restart(): Promise<void>
  /** Sends a signal. Resolves once a signal that ends the process has ended it, so that `whenReady` waits for the next run. */
  kill(name: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
}

const firstReadyWithinMs = 90_000
const crashesBeforeFirstReady = 6
const probeEveryMs = 25
const survivable = new Set<NodeJS.Signals>(['SIGSTOP', 'SIGCONT', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'])

/** Runs one resource until it is stopped: probes it, and restarts it with back-off whenever it ends. */
export function superviseResource(
  resource: Resource,
  options: SupervisedResourceOptions,
): SupervisedResource {
  const { name } = resource
  const state: ResourceState = {
    ...{ name, kind: resource.kind, state: 'starting', pid: null, startTicks: null, restarts: 0 },
    ...{ ports: { ...resource.ports }, sockets: { ...resource.sockets }, command: '' },
  }
  const stopRequest = new AbortController()
  const firstReady = Promise.withResolvers<void>()
  const readyWaiters = new Set<() => void>()
  let running: Launched | undefined
  let restartRequested = false

  const setState = (status: ResourceState['state']) => {
    state.state = status
    if (status === 'ready') {
      for (const resolve of readyWaiters) resolve()
      readyWaiters.clear()
    }
    options.onChange()
  }

  async function untilReady(run: Launched): Promise<boolean> {
    let ended = false
    run.exited.then(() => {
      ended = true
    })
    while (!ended && !stopRequest.signal.aborted) {
      if ((await resource.isReady()) && !ended) return true
      await wait(probeEveryMs)
    }
    return false
  }

  async function runOnce(): Promise<{ reason: string; readyForMs: number }> {
    const program = await resource.program()
    const run = await launch(program, options.logFile)
    running = run
    if (stopRequest.signal.aborted) signal(run.pid, 'SIGKILL', 'group')
    Object.assign(state, { pid: run.pid, startTicks: run.startTicks, command: program.command })
    setState('starting')
    let readyAt: number | undefined
    if (await untilReady(run)) {
      await resource.prepare?.()
      readyAt = Date.now()
      setState('ready')
      firstReady.resolve()
    }
    const reason = await run.exited
    Object.assign(state, { pid: null, startTicks: null })
    return { reason, readyForMs: readyAt === undefined ? 0 : Date.now() - readyAt }
  }

  async function runUntilStopped(): Promise<void> {
    let crashes = 0
    let wasReady = false
    while (!stopRequest.signal.aborted) {
      const { reason, readyForMs } = await runOnce()
      wasReady ||= readyForMs > 0
      if (stopRequest.signal.aborted) break
      if (!restartRequested) crashes = crashesAfter(crashes, readyForMs)
      if (!wasReady && crashes >= crashesBeforeFirstReady)
        throw new Error(`${name} ended ${crashes} times before it was ready (${reason})`)
      state.restarts++
      setState('backing-off')
      const delayMs = restartRequested ? 0 : options.backoffMs(crashes)
      if (!restartRequested)
        options.log(`${name} ended (${reason}); restarting it in ${delayMs / 1000} s`)
      restartRequested = false
      await wait(delayMs, undefined, { signal: stopRequest.signal }).catch(() => undefined)
    }
  }

  const deadline = setTimeout(
    () =>
      firstReady.reject(new Error(`${name} was not ready within ${firstReadyWithinMs / 1000} s`)),
    firstReadyWithinMs,
  )
  const done = runUntilStopped().then(
    () => setState('stopped'),
    (error: unknown) => {
      setState('failed')
      firstReady.reject(error)
    },
  )
  const ready = firstReady.promise
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
      : new Promise<void>((resolve) => readyWaiters.add(resolve))

  async function stop(): Promise<void> {
    stopRequest.abort()
    clearTimeout(deadline)
    const { stop: stopping } = resource
    if (running && state.pid !== null) {
      signal(running.pid, stopping.signal)
      const timer = new AbortController()
      const timeout = wait(stopping.withinMs, true, { signal: timer.signal }).catch(() => false)
      if (await Promise.race([timeout, running.exited.then(() => false)]))
        signal(running.pid, 'SIGKILL', 'group')
      timer.abort()
    }
    await done
  }

  async function restart(): Promise<void> {
    if (!running || state.pid === null) return whenReady()
    restartRequested = true
    setState('starting')
    const readyAgain = whenReady()
    signal(running.pid, resource.stop.signal)
    await readyAgain
  }

  async function kill(which: NodeJS.Signals): Promise<void> {
    if (!running || state.pid === null) throw new Error(`${name} is not running`)
    const { pid, exited } = running
    signal(pid, which)
    if (survivable.has(which)) return
    await exited
    await immediately()
  }

  return { state, ready, whenReady, restart, kill, stop }
}

function tailOf(file: string): string {
  try {
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n').slice(-12)
    return [`last lines of ${file}:`, ...lines.map((line) => `  ${line.slice(0, 300)}`)].join('\n')
  } catch {
    return `${file} does not exist`
  }
}
