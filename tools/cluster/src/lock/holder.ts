import { hostname, userInfo } from 'node:os'

/** This command, as the Lease of a cluster names it. */
export const ownHolder = (): string =>
  `${userInfo().username}@${hostname()}, process ${process.pid}`

/** Whether a holder was a process of this machine, and is gone. Of another machine's nothing is known. */
export function hasEndedHere(holder: string): boolean {
  const [, host, pid] = /@(.+), process (\d+)$/.exec(holder) ?? []
  return host === hostname() && !exists(Number(pid))
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // Another user's process is there, and may not be signalled.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
