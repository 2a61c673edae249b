import { setImmediate as immediately, setTimeout as wait } from 'node:timers/promises'
import type { ResourceState } from '@stoa/topology'
import { signal } from '../proc.ts'
import { crashesAfter } from './backoff.ts'
import { lastLinesOf, sizeOf } from './last-lines.ts'
import { type Launched, launch } from './launch.ts'
import { replaceInTime, settledWithin } from './replace-in-time.ts'
import type { Resource, Successor } from './resource.ts'

export interface SupervisedResourceOptions {
  readonly logFile: string
  /** The delay before the next start, after so many crashes in a row. */
  backoffMs(crashes: number): number
  /** How long a successor may take until it is ready. */
  readonly successorWithinMs: number
  log(line: string): void
  onChange(): void
}

export interface SupervisedResource {
  readonly state: ResourceState
  /**
   * Resolves when it is ready for the first time; rejects with the end of its log when it does not become ready. For an
   * optional resource it resolves as well when its first run has ended.
   */
  readonly ready: Promise<void>
  /** Resolves when it is ready: at once, or after the restart that is under way. */
  whenReady(): Promise<void>
  /** Resolves when it is ready again. One that waits for its next start is started at once, with the shortest delay after it. */
  restart(): Promise<void>
  /**
   * Has its successor take over, and ends the present process then; restarts one that cannot have a successor. Once
   * `outdated` is aborted, a successor that is not ready yet is ended, and this resolves.
   * @throws Error with the end of its log when the successor does not become ready in time; the present process goes on
   */
  replace(outdated?: AbortSignal): Promise<void>
  /** Shows it as degraded with the reason, or as ready for null; does nothing while it is neither. */
  describe(detail: string | null): void
  /** Sends a signal. Resolves once a signal that ends the process has ended it, so that `whenReady` waits for the next run. */
  kill(name: NodeJS.Signals): Promise<void>
  stop(): Promise<void>
  /** Kills its process at once, and starts it no more. */
  abandon(): void
}

interface RunEnd {
  readonly reason: string
  readonly readyForMs: number
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
    ...{ ports: { ...resource.ports }, sockets: { ...resource.sockets } },
    ...{ command: '', detail: null },
  }
  const stopRequest = new AbortController()
  const firstReady = Promise.withResolvers<void>()
  const readyWaiters = new Set<() => void>()
  let running: Launched | undefined
  let crashes = 0
  let delay = new AbortController()
  let restartRequested = false
  let wasReady = false

  const setState = (status: ResourceState['state'], detail: string | null = null) => {
    Object.assign(state, { state: status, detail })
    if (status === 'ready') {
      for (const resolve of readyWaiters) resolve()
      readyWaiters.clear()
    }
    options.onChange()
  }

  async function untilReady(
    run: Launched,
    isReady = resource.isReady,
    cancelled = stopRequest.signal,
  ): Promise<boolean> {
    let ended = false
    run.exited.then(() => {
      ended = true
    })
    while (!ended && !cancelled.aborted) {
      if ((await isReady()) && !ended) return true
      await wait(probeEveryMs)
    }
    return false
  }

  /** Why the process ended, or the last of those that took over from it. */
  async function lastExit(run: Launched): Promise<string> {
    const reason = await run.exited
    return running && running !== run ? lastExit(running) : reason
  }

  async function untilEnded(run: Launched): Promise<RunEnd> {
    let readyAt: number | undefined
    if (await untilReady(run)) {
      await resource.prepare?.()
      readyAt = Date.now()
      wasReady = true
      setState('ready')
      firstReady.resolve()
    }
    const reason = await lastExit(run)
    return { reason, readyForMs: readyAt === undefined ? 0 : Date.now() - readyAt }
  }

  async function runOnce(): Promise<RunEnd> {
    const program = await resource.program()
    const run = await launch(program, options.logFile)
    running = run
    if (stopRequest.signal.aborted) signal(run.pid, 'SIGKILL', 'group')
    Object.assign(state, { pid: run.pid, startTicks: run.startTicks, command: program.command })
    setState('starting')
    try {
      return await untilEnded(run)
    } catch (error) {
      signal(run.pid, 'SIGKILL', 'group')
      throw error
    } finally {
      await lastExit(run)
      Object.assign(state, { pid: null, startTicks: null })
    }
  }

  /** A restart that fails, as on a full disk, counts as a crash; a failure before it was ever ready is an error. */
  const tryOnce = () =>
    runOnce().catch((error: unknown): RunEnd => {
      if (!wasReady && !resource.optional) throw error
      return { reason: String(error), readyForMs: 0 }
    })

  async function runUntilStopped(): Promise<void> {
    while (!stopRequest.signal.aborted) {
      const { reason, readyForMs } = await tryOnce()
      if (stopRequest.signal.aborted) break
      if (!restartRequested) crashes = crashesAfter(crashes, readyForMs)
      if (!wasReady && crashes >= crashesBeforeFirstReady && !resource.optional)
        throw new Error(`${name} ended ${crashes} times before it was ready (${reason})`)
      state.restarts++
      if (resource.optional) setState('degraded', `ended (${reason}); \`npx stoa logs ${name}\``)
      else setState('backing-off')
      if (resource.optional) firstReady.resolve()
      const delayMs = restartRequested ? 0 : options.backoffMs(crashes)
      if (!restartRequested)
        options.log(`${name} ended (${reason}); restarting it in ${delayMs / 1000} s`)
      restartRequested = false
      delay = new AbortController()
      const signal = AbortSignal.any([stopRequest.signal, delay.signal])
      await wait(delayMs, undefined, { signal }).catch(() => undefined)
    }
  }

  const deadline = setTimeout(() => {
    if (resource.optional) firstReady.resolve()
    firstReady.reject(new Error(`${name} was not ready within ${firstReadyWithinMs / 1000} s`))
  }, firstReadyWithinMs)
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
        `${error instanceof Error ? error.message : error}\n${lastLinesOf(options.logFile)}`,
      )
    })
    .finally(() => clearTimeout(deadline))
  ready.catch(() => undefined)

  const whenReady = () =>
    state.state === 'ready'
      ? Promise.resolve()
      : new Promise<void>((resolve) => readyWaiters.add(resolve))

  /** Asks the process to end, and kills it when it has not ended in time. */
  async function end({ pid, exited }: Launched): Promise<void> {
    signal(pid, resource.stop.signal)
    const timer = new AbortController()
    const timeout = wait(resource.stop.withinMs, true, { signal: timer.signal }).catch(() => false)
    if (await Promise.race([timeout, exited.then(() => false)])) signal(pid, 'SIGKILL', 'group')
    timer.abort()
  }

  async function stop(): Promise<void> {
    stopRequest.abort()
    clearTimeout(deadline)
    if (running && state.pid !== null) await end(running)
    await done
  }

  function abandon(): void {
    stopRequest.abort()
    clearTimeout(deadline)
    if (running && state.pid !== null) signal(running.pid, 'SIGKILL', 'group')
  }

  async function restart(): Promise<void> {
    if (!running || state.pid === null) return readyWithoutDelay()
    restartRequested = true
    setState('starting')
    const readyAgain = whenReady()
    await end(running)
    await readyAgain
  }

  /** Ends the delay before its next start, if it is in one; resolves when it is ready. */
  function readyWithoutDelay(): Promise<void> {
    if (state.pid === null) {
      crashes = 0
      delay.abort()
    }
    return whenReady()
  }

  async function replace(outdated: AbortSignal = stopRequest.signal): Promise<void> {
    const logged = sizeOf(options.logFile)
    const ended = await replaceInTime({
      cancelled: AbortSignal.any([stopRequest.signal, outdated]),
      withinMs: options.successorWithinMs,
      attempt: tryReplace,
    })
    if (ended === 'ready' || ended === 'cancelled') return
    const within = ended === 'late' ? ` within ${options.successorWithinMs / 1000} s` : ''
    throw new Error(
      `the new ${name} did not become ready${within}\n${lastLinesOf(options.logFile, logged)}`,
    )
  }

  async function tryReplace(cancelled: AbortSignal): Promise<boolean> {
    const present = running
    const successor = resource.successor?.()
    if (!successor || !present || state.pid === null) return settledWithin(restart(), cancelled)
    const run = await launch(successor.program, options.logFile)
    const isReady = await untilReady(run, successor.isReady, cancelled)
    if (isReady && running === present && state.pid !== null) {
      await handOver(present, run, successor)
      return true
    }
    signal(run.pid, 'SIGKILL', 'group')
    return isReady && settledWithin(readyWithoutDelay(), cancelled)
  }

  async function handOver(present: Launched, run: Launched, successor: Successor): Promise<void> {
    successor.takeOver()
    running = run
    Object.assign(state, { pid: run.pid, startTicks: run.startTicks })
    options.onChange()
    await end(present)
  }

  function describe(detail: string | null): void {
    const runs = state.pid !== null && (state.state === 'ready' || state.state === 'degraded')
    if (state.detail === detail || !runs) return
    setState(detail === null ? 'ready' : 'degraded', detail)
  }

  async function kill(which: NodeJS.Signals): Promise<void> {
    if (!running || state.pid === null) throw new Error(`${name} is not running`)
    const { pid, exited } = running
    signal(pid, which)
    if (survivable.has(which)) return
    await exited
    await immediately()
  }

  return { state, ready, whenReady, restart, replace, describe, kill, stop, abandon }
}
