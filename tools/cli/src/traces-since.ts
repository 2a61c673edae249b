import { uptime } from 'node:os'
import { CannotRun, type PlatformState } from '@stoa/topology'

/** Linux counts the start of a process in hundredths of a second since the boot. */
const tickMs = 10

type Running = Pick<PlatformState, 'startedAt'> & {
  readonly resources: readonly Pick<
    PlatformState['resources'][number],
    'name' | 'kind' | 'startTicks'
  >[]
}

/**
 * Since when the traces of new orders are stored: since the later start of the collector and Jaeger, which keep them in memory. A Jaeger that
 * the platform does not run is taken to be older than the platform.
 * @throws CannotRun while one of them is not running
 */
export function tracesSince(
  { startedAt, resources }: Running,
  isOurs: boolean,
  bootedAt = Date.now() - uptime() * 1000,
): Date {
  if (!isOurs) return new Date(startedAt)
  const starts = resources
    .filter(({ kind }) => kind === 'jaeger' || kind === 'collector')
    .map(({ name, startTicks }) => {
      if (startTicks === null)
        throw new CannotRun(`${name} is not running; see \`npx stoa status\``)
      return bootedAt + startTicks * tickMs
    })
  return new Date(Math.max(Date.parse(startedAt), ...starts))
}
