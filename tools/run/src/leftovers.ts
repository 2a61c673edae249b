import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type ResourceState, readState } from '@stoa/topology'
import { commandLineOf, isStill, signal, startTicksOf } from './proc.ts'
import { until } from './supervisor/supervisor.ts'

/** Is the process that the state names still running? A later process of the same number is not it. */
export const isLeftover = (resource: ResourceState): boolean =>
  isStill(resource) &&
  resource.pid !== null &&
  commandLineOf(resource.pid).some((word) => word === resource.command)

/**
 * Ends what an earlier runner, killed without a word, left running.
 * @returns the names of what was ended
 */
export async function endLeftovers(home: string): Promise<string[]> {
  const state = readState(home)
  const left = (state?.resources ?? []).filter(isLeftover)
  for (const { pid, kind } of left)
    if (pid !== null) signal(pid, kind === 'database' ? 'SIGINT' : 'SIGTERM')
  await Promise.all(left.map(ended))
  return left.map(({ name }) => name)
}

async function ended(resource: ResourceState): Promise<void> {
  const gone = () => !isStill(resource)
  try {
    await until(resource.name, gone, 5000)
  } catch {
    if (resource.pid !== null && !gone()) signal(resource.pid, 'SIGKILL', 'group')
    await until(`the end of leftover ${resource.name} (pid ${resource.pid})`, gone, 5000)
  }
}

/** Removes Postgres' lock when the process that it names is gone or is another program by now. */
export function removeStalePostmasterLock(dataDir: string): void {
  const file = join(dataDir, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  const serves = startTicksOf(pid) !== null && commandLineOf(pid).includes(dataDir)
  if (!serves) rmSync(file, { force: true })
}
