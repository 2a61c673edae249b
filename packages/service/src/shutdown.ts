import type { Log } from './log.ts'

type Step = () => unknown

/** On SIGTERM or SIGINT runs the steps one after the other and exits; a second signal does not wait. */
export function onShutdown(log: Log, steps: () => readonly Step[]): void {
  let stopping = false
  const stop = async (signal: string) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping')
    let failed = false
    for (const step of steps()) {
      try {
        await step()
      } catch (error) {
        failed = true
        log.error({ err: error }, 'a step of stopping failed')
      }
    }
    process.exit(failed ? 1 : 0)
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
