import type { ProcessInfo } from './process-info.js'

export interface Launcher {
  readonly pid: number
  readonly startTicks: number
  readonly name: string
  /** The process below it: the one that it started. */
  readonly childPid: number
  readonly isShell: boolean
  /** Did it wait for that process when it was looked at? */
  readonly waits: boolean
}

export interface Launchers {
  readonly launchers: readonly Launcher[]
  /** Started by nohup: survives the end of its terminal. */
  readonly ignoresHangup: boolean
}

export interface Ancestor extends Omit<ProcessInfo, 'parentPid'> {
  readonly pid: number
  readonly byNohup: boolean
  readonly waits: boolean
}

export function findLaunchers(): Launchers
export function launchersIn(line: readonly Ancestor[]): Launchers
