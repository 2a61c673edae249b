import { readFileSync } from 'node:fs'

const readStat = (pid: number) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** When a living process started, in clock ticks since boot; null for one that ended (a zombie has ended). */
export function startTicksOf(pid: number): number | null {
  const stat = readStat(pid)
  const [status, startTicks] = [stat?.[0], stat?.[19]]
  return status === undefined || status === 'Z' || startTicks === undefined
    ? null
    : Number(startTicks)
}

export function commandLineOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean)
  } catch {
    return []
  }
}

export interface Identity {
  readonly pid: number | null
  readonly startTicks: number | null
}

/** Is it still the very process that was written down, and not a later one with its number? */
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
