import { type Log, switchLevelOnSignal } from './log.ts'

type Step = () => unknown
type Steps = () => readonly Step[]

export interface SignalOptions {
  /** The exit status of a process that is ended before it is told the steps. */
  readonly statusBeforeSteps?: number
}

/**
 * On SIGTERM or SIGINT runs the steps one after the other and exits; a second signal exits at once. A step that fails
 * does not stop the next ones and makes the exit status 1. SIGUSR2 switches the log level.
 *
 * Call it first: process 1 of a container ignores a signal that it does not handle, so that a service that still waits
 * for the database would not end. Until it is told the steps it exits without any, with status 0: a process that has to
 * finish something, such as a migration, sets `statusBeforeSteps`.
 *
 * @example
 * const onShutdown = handleSignals(log)
 * const bus = await connectBus(env.NATS_URL, options)
 * onShutdown(() => [server.drain, consumers.stop, relay.stop, bus.close])
 */
export function handleSignals(
  log: Log,
  { statusBeforeSteps = 0 }: SignalOptions = {},
): (steps: Steps) => void {
  let steps: Steps | undefined
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'shutting down on a signal')
    let status = steps ? 0 : statusBeforeSteps
    for (const step of steps?.() ?? []) {
      try {
        await step()
      } catch (error) {
        status = 1
        log.error({ err: error }, 'a shutdown step failed; continuing with the next one')
      }
    }
    process.exit(status)
  }
  switchLevelOnSignal(log)
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return (all) => {
    steps = all
  }
}
