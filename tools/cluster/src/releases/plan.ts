import { CannotRun } from '@stoa/topology'
import { type Installed, isPending, lastGood, rollbackTarget } from './installed.ts'
import type { Release } from './release.ts'

export type Verb = 'install' | 'upgrade' | 'rollback' | 'uninstall'

export interface Wanted {
  readonly verb: Verb
  /** The names of releases; empty means all. */
  readonly only: readonly string[]
}

/**
 * `recover` rolls back to the last revision that was ready, then upgrades; `reinstall` uninstalls, then installs. What `takesOver`
 * sets again what an autoscaler has set that went.
 */
export type Action =
  | { readonly type: 'install' | 'upgrade' | 'reinstall' | 'uninstall' | 'keep' }
  | { readonly type: 'recover'; readonly revision: number; readonly takesOver: boolean }
  | { readonly type: 'rollback'; readonly revision: number }

export interface Step {
  readonly release: Release
  readonly action: Action
  readonly reason: string
}

/**
 * What to do with each wanted release, in the order in which it is done: that of `releases`, and backwards for what is
 * taken away. @throws CannotRun where a name is unknown, or a release would be without one that it needs
 */
export function planOf(
  releases: readonly Release[],
  installed: readonly Installed[],
  wanted: Wanted,
): Step[] {
  const chosen = chosenOf(releases, wanted)
  const stateOf = ({ name, namespace }: Release) =>
    installed.find((state) => state.name === name && state.namespace === namespace)
  const backwards = wanted.verb === 'uninstall' || wanted.verb === 'rollback'
  const broken = backwards
    ? dependentsLeft(releases, chosen, wanted.verb === 'uninstall' ? stateOf : () => undefined)
    : neededAndAbsent(releases, chosen, stateOf)
  if (broken.length > 0) throw new CannotRun(broken.join('\n'))
  const steps = chosen.map((release) => ({
    release,
    ...decide(wanted.verb, release, stateOf(release)),
  }))
  return backwards ? steps.reverse() : steps
}

function chosenOf(releases: readonly Release[], { verb, only }: Wanted): readonly Release[] {
  const known = releases.map(({ name }) => name)
  const unknown = only.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new CannotRun(
      `there is no release ${unknown.join(', ')} in this profile; it has ${known.join(', ')}`,
    )
  if (verb === 'rollback' && only.length === 0)
    throw new CannotRun(
      'name what to roll back, such as --only stoa: the previous revisions of all releases never ran together',
    )
  return only.length === 0 ? releases : releases.filter(({ name }) => only.includes(name))
}

type StateOf = (release: Release) => Installed | undefined

const neededAndAbsent = (
  releases: readonly Release[],
  chosen: readonly Release[],
  stateOf: StateOf,
): string[] =>
  chosen.flatMap(({ name, after }) =>
    releases
      .filter((other) => after.includes(other.name) && !chosen.includes(other) && !stateOf(other))
      .map((other) => `${name} needs ${other.name}, which is not installed: add it to --only`),
  )

const dependentsLeft = (
  releases: readonly Release[],
  chosen: readonly Release[],
  stateOf: StateOf,
): string[] =>
  releases
    .filter((release) => !chosen.includes(release) && stateOf(release))
    .flatMap(({ name, after }) =>
      chosen
        .filter((gone) => after.includes(gone.name))
        .map((gone) => `${name} needs ${gone.name} and is installed: add it to --only`),
    )

type Decision = Omit<Step, 'release'>
const decision = (type: Exclude<Action['type'], 'recover' | 'rollback'>, reason: string) => ({
  action: { type },
  reason,
})

function decide(verb: Verb, release: Release, state: Installed | undefined): Decision {
  if (verb === 'uninstall')
    return state
      ? decision('uninstall', `revision ${state.revision} is ${state.status}`)
      : decision('keep', 'not installed')
  if (verb === 'rollback') return decideRollback(state)
  if (!state || state.status === 'uninstalled') return decision('install', 'not installed')
  if (isPending(state) || state.status === 'uninstalling' || state.isHalfChanged) return mend(state)
  if (state.status === 'failed')
    return decision('upgrade', `revision ${state.revision} failed: ${verb} it again`)
  if (verb === 'upgrade') return decision('upgrade', versionsOf(release, state))
  return decision('keep', versionsOf(release, state))
}

/**
 * An operation that was ended half-way holds a lock on the release, or has left a smaller quota beside the replicas of an autoscaler
 * that went: pods of a migration would find no place until the replicas are what the last good revision says.
 */
function mend(state: Installed): Decision {
  const good = lastGood(state)
  const half = state.isHalfChanged ? ', half-way through the removal of autoscalers' : ''
  const reason = `revision ${state.revision} was left ${state.status}${half}`
  return good === undefined
    ? decision('reinstall', reason)
    : { action: { type: 'recover', revision: good, takesOver: state.isHalfChanged }, reason }
}

function decideRollback(state: Installed | undefined): Decision {
  if (!state) return decision('keep', 'not installed')
  const target = rollbackTarget(state)
  return 'revision' in target
    ? {
        action: { type: 'rollback', revision: target.revision },
        reason: `revision ${state.revision} is ${state.status}`,
      }
    : decision('keep', target.reason)
}

function versionsOf({ version }: Release, state: Installed): string {
  const there = `revision ${state.revision} is deployed`
  return version === undefined || state.chart.endsWith(`-${version}`)
    ? there
    : `${there} with ${state.chart}; this file says ${version}`
}
