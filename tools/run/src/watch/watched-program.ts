import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { watchSources } from './watch-sources.ts'

export interface WatchedProgram {
  /** The folder that has `services` and `packages`. */
  readonly root: string
  readonly service: string
  /** Of Node. */
  readonly args: readonly string[]
  log(line: string): void
}

/** How long a process may go on to answer what it has begun. */
const endWithinMs = 5_000

/**
 * Runs a service and, whenever a file is saved that it runs, ends it and starts it again. One that ends by itself is
 * started again only then: what it lacks is usually in the next file.
 *
 * @returns a function that ends it with a signal, and the status of its end
 */
export function runWatched({ root, service, args, log }: WatchedProgram) {
  let child = start()
  let stopping = false

  function start(): ChildProcess {
    const started = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' })
    started.on('exit', (status, signal) => {
      if (started === child && !stopping)
        log(`${service} ended with ${signal ?? `status ${status}`}; waiting for a saved file`)
    })
    return started
  }

  async function end(ended: ChildProcess, signal: NodeJS.Signals): Promise<void> {
    if (hasEnded(ended)) return
    const exit = once(ended, 'exit')
    ended.kill(signal)
    const late = setTimeout(() => ended.kill('SIGKILL'), endWithinMs)
    await exit
    clearTimeout(late)
  }

  const unwatch = watchSources({
    ...{ root, log, instances: [{ name: service, service: { name: service } }] },
    async replace() {
      const previous = child
      // The end of this one is no news.
      previous.removeAllListeners('exit')
      await end(previous, 'SIGTERM')
      if (!stopping) child = start()
    },
  })

  return async (signal: NodeJS.Signals): Promise<number> => {
    stopping = true
    await unwatch()
    await end(child, signal)
    return child.exitCode ?? 0
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null
