import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type ResourceState, readState } from '@stoa/topology'
import { commandLineOf, isStill, signal, startTicksOf } from './proc.ts'
import { until } from './supervisor/supervisor.ts'

/** Does the process in the state still run? A later process with the same pid does not count. */
export const isLeftover = (resource: ResourceState): boolean =>
  isStill(resource) &&
  resource.pid !== null &&
  commandLineOf(resource.pid).some((word) => word === resource.command)

/**
 * Ends the processes that a killed runner left.
 * @returns the names of their resources
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

/** Removes Postgres' lock file when its process has ended or its pid belongs to another program. */
export function removeStalePostmasterLock(dataDir: string): void {
  const file = join(dataDir, 'postmaster.pid')
  if (!existsSync(file)) return
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0])
  const serves = startTicksOf(pid) !== null && commandLineOf(pid).includes(dataDir)
  if (!serves) rmSync(file, { force: true })
}
