import { CannotRun } from '@stoa/topology'
import { kubectlOf } from '../check/kubectl.ts'
import { type Left, takeLock } from '../lock/cluster-lock.ts'
import { hasEndedHere, ownHolder } from '../lock/holder.ts'
import { requireSameProfile } from '../lock/installed-profile.ts'
import type { Lease } from '../lock/lease.ts'
import { placeOf, possiblyLiving } from '../lock/living.ts'
import { carryOut, type Outcome } from '../releases/carry-out.ts'
import type { Target } from '../releases/helm-arguments.ts'
import { guardedHelm } from '../releases/helm-client.ts'
import type { Installed } from '../releases/installed.ts'
import type { Step } from '../releases/plan.ts'
import type { ClusterOptions } from './options.ts'
import { progressOn } from './text.ts'

export interface Planned {
  readonly steps: readonly Step[]
  readonly installed: readonly Installed[]
}

/**
 * Plans and carries out while no other command changes the cluster. SIGINT and SIGTERM end Helm, and then the command.
 * @throws CannotRun where another command, or another Helm, may be at work
 */
export async function changeLocked(
  options: ClusterOptions & { readonly context: string },
  helmProgram: string,
  target: Target,
  plan: (before: Lease | undefined) => Promise<Planned>,
): Promise<Outcome[]> {
  const say = (text: string) => void process.stderr.write(`${text}\n`)
  const kubectl = kubectlOf(options.context)
  const lock = await takeLock(kubectl, {
    ...{ holder: ownHolder(), onWait: say, hasEnded: hasEndedHere },
  })
  const stopping = new AbortController()
  const stop = (signal: string) => stopping.abort(new Error(`${signal} was received`))
  process.on('SIGINT', stop).on('SIGTERM', stop)
  let left: Left = { ...lock.before }
  try {
    requireSameProfile(options, lock.before)
    const { steps, installed } = await plan(lock.before)
    if (!options.mend) requireNoOther(steps, installed, lock.before)
    const helm = guardedHelm(helmProgram, AbortSignal.any([stopping.signal, lock.lost]))
    const programs = { helm, kubectl }
    const outcomes = await carryOut(steps, programs, target, progressOn(process.stderr), (step) => {
      left = { release: placeOf(step.release), ...profilesAfter(options, lock.before) }
      return lock.workOn(left)
    })
    left = leftAfter(options, left, { steps, installed }, outcomes, lock.before)
    return outcomes
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
    await lock.release(left)
  }
}

/** What is installed or upgraded makes the profile of the cluster. */
function profilesAfter(
  { verb, profile }: ClusterOptions,
  before: Lease | undefined,
): Pick<Left, 'profile' | 'earlier'> {
  if (verb !== 'install' && verb !== 'upgrade')
    return { profile: before?.profile, earlier: before?.earlier }
  const all = [...(before?.earlier ?? []), ...(before?.profile ? [before.profile] : [])]
  return { profile, earlier: [...new Set(all)].filter((one) => one !== profile) }
}

/** A release that an earlier command left, and that this one did not change, is left as it was. */
function leftAfter(
  { verb, only }: ClusterOptions,
  { profile, earlier }: Pick<Left, 'profile' | 'earlier'>,
  { steps, installed }: Planned,
  outcomes: readonly Outcome[],
  before: Lease | undefined,
): Left {
  const placesOf = (outcome: Outcome['outcome']) =>
    steps
      .filter(({ release }) =>
        outcomes.some((one) => one.release === release.name && one.outcome === outcome),
      )
      .map(({ release }) => placeOf(release))
  const [failed] = placesOf('failed')
  if (failed !== undefined) return { profile, earlier, release: failed }
  const isThere = ({ release }: Step) =>
    installed.some((state) => placeOf(state) === placeOf(release))
  const keepsSome = steps.some((step) => step.action.type === 'keep' && isThere(step))
  if (verb === 'uninstall' && only.length === 0 && !keepsSome) return {}
  const isLeft = before?.release !== undefined && !placesOf('done').includes(before.release)
  return isLeft
    ? { profile, earlier, release: before.release, workedUntil: before.workedUntil }
    : { profile, earlier }
}

function requireNoOther(
  steps: readonly Step[],
  installed: readonly Installed[],
  before: Lease | undefined,
): void {
  const living = possiblyLiving(steps, installed, before)
  if (living.length === 0) return
  const lines = living.map(
    ({ name, namespace, revision, status, updatedMs }) =>
      `${name} in ${namespace} is ${status} (revision ${revision}) since ${new Date(updatedMs).toISOString()}, by a Helm that \`stoa cluster\` did not call`,
  )
  throw new CannotRun(
    `${lines.join('\n')}\nwait for its end, then run the same command again; where no Helm is at work any more, add --mend`,
  )
}
