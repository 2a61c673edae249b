import { type Log, switchLevelOnSignal } from './log.ts'

type Step = () => unknown
type Steps = () => readonly Step[]

/**
 * On SIGTERM or SIGINT runs the steps one after the other and exits; a second signal exits at once. A step that fails
 * does not stop the next ones and makes the exit status 1. SIGUSR2 switches the log level.
 *
 * Call it first: process 1 of a container ignores a signal that it does not handle, so that a service that still waits
 * for the database would not end. Until it is told the steps it exits without any.
 *
 * @example
 * const onShutdown = handleSignals(log)
 * const bus = await connectBus(env.NATS_URL, options)
 * onShutdown(() => [server.drain, consumers.stop, relay.stop, bus.close])
 */
export function handleSignals(log: Log): (steps: Steps) => void {
  let steps: Steps = () => []
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'shutting down on a signal')
    let failed = false
    for (const step of steps()) {
      try {
        await step()
      } catch (error) {
        failed = true
        log.error({ err: error }, 'a shutdown step failed; continuing with the next one')
      }
    }
    process.exit(failed ? 1 : 0)
  }
  switchLevelOnSignal(log)
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  return (all) => {
    steps = all
  }
}
