import { readFileSync } from 'node:fs'
import { CannotRun } from './command.ts'
import { type PlatformState, readState } from './state.ts'

type Process = Pick<PlatformState['resources'][number], 'pid' | 'startTicks'>

/** Whether the process has not ended (a zombie has), and is not a later one with the same pid. */
function isAlive({ pid, startTicks }: Process): boolean {
  if (pid === null || startTicks === null) return false
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] !== 'Z' && Number(fields[19]) === startTicks
  } catch {
    return false
  }
}

/** The message of a command that needs a running platform. */
export const notRunning = (home: string): string =>
  `no platform is running in ${home}; start one with \`npm start\``

/** The state of the platform in `home`. @throws CannotRun when none of its processes exists */
export function readRunningState(home: string): PlatformState {
  const state = readState(home)
  if (!state || ![state, ...state.resources].some(isAlive)) throw new CannotRun(notRunning(home))
  return state
}
