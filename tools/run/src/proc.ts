import { startTicksOf } from '../bin/process-info.js'

export { commandLineOf, startTicksOf } from '../bin/process-info.js'

/** A process, told apart from a later one with the same pid by when it started. */
export interface Identity {
  readonly pid: number | null
  readonly startTicks: number | null
}

/** Does the process still run? A later process with the same pid does not count. */
export const isStill = ({ pid, startTicks }: Identity): boolean =>
  pid !== null && startTicks !== null && startTicksOf(pid) === startTicks

/** Sends a signal to the process alone, or to its whole group; a process that has ended is no error. */
export function signal(
  pid: number,
  name: NodeJS.Signals,
  to: 'process' | 'group' = 'process',
): void {
  try {
    process.kill(to === 'group' ? -pid : pid, name)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
