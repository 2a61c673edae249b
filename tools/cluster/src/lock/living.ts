import type { Installed } from '../releases/installed.ts'
import { isPending } from '../releases/installed.ts'
import type { Step } from '../releases/plan.ts'
import type { Lease } from './lease.ts'

export const placeOf = ({ namespace, name }: { namespace: string; name: string }): string =>
  `${namespace}/${name}`

/**
 * The releases of a plan on which a Helm that nobody knows to be dead may be at work. Dead is that of the command that held
 * the lock before, which takes its Helm with it. Pure.
 */
export function possiblyLiving(
  steps: readonly Step[],
  installed: readonly Installed[],
  before: Lease | undefined,
): Installed[] {
  const chosen = new Set(steps.map(({ release }) => placeOf(release)))
  return installed
    .filter((state) => isPending(state) || state.status === 'uninstalling')
    .filter((state) => chosen.has(placeOf(state)) && !wasOf(state, before))
}

const wasOf = (state: Installed, before: Lease | undefined): boolean =>
  before?.release === placeOf(state) && state.updatedMs <= Date.parse(before.workedUntil ?? '')
