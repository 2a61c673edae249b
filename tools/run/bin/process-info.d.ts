export interface ProcessInfo {
  readonly name: string
  readonly parentPid: number
  readonly session: number
  readonly startTicks: number
}
export function processInfo(pid: number): ProcessInfo | undefined
export function startTicksOf(pid: number): number | null
export function commandLineOf(pid: number): string[]
export function environmentVariablesOf(pid: number): string[]
export function hasWriteOnlyInput(pid: number): boolean
export function waitsFor(pid: number, childPid: number): boolean
