import { type Log, switchLevelOnSignal } from './log.ts'

type Step = () => unknown

/**
 * On SIGTERM or SIGINT runs the steps one after the other and exits; a second signal exits at once. A step that fails
 * does not stop the next ones and makes the exit status 1. SIGUSR2 switches the log level.
 *
 * @example onShutdown(log, () => [server.drain, consumers.stop, relay.stop, bus.close])
 */
export function onShutdown(log: Log, steps: () => readonly Step[]): void {
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
}
