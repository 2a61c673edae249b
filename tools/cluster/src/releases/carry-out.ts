import type { Kubectl } from '../check/kubectl.ts'
import { HelmError } from '../helm.ts'
import { adviceOn } from './advice.ts'
import { areLost, autoscalersIn } from './autoscalers.ts'
import { callsOf, manifestCall, renderCall, type Target } from './helm-arguments.ts'
import type { Helm } from './helm-client.ts'
import { firstOfTwo } from './installed.ts'
import type { Step } from './plan.ts'
import { keepReplicas } from './replicas.ts'

export interface Outcome {
  readonly release: string
  readonly action: Step['action']['type']
  readonly outcome: 'done' | 'kept' | 'failed' | 'not reached'
  readonly seconds: number
  readonly reason: string
  /** Of the one that failed: what to do. */
  readonly advice?: string
  /** The cluster could not be asked, and nothing was changed before. */
  readonly cannotRun?: boolean
}

export interface Programs {
  readonly helm: Helm
  readonly kubectl: Kubectl
}

export interface Progress {
  starts(step: Step, position: number, total: number): void
  ended(outcome: Outcome): void
}

/** Carries out the steps one after the other, and stops at the first that fails; `before` is awaited before each change. */
export async function carryOut(
  steps: readonly Step[],
  programs: Programs,
  target: Target,
  progress: Progress,
  before: (step: Step) => Promise<void> = async () => {},
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [index, step] of steps.entries()) {
    const stopped = outcomes.some(({ outcome }) => outcome === 'failed')
    if (!stopped && step.action.type !== 'keep') {
      await before(step)
      progress.starts(step, index + 1, steps.length)
    }
    const outcome = stopped ? notReached(step) : await carryOutOne(step, programs, target)
    if (!stopped) progress.ended(outcome)
    const isFirst = outcomes.every((one) => one.outcome !== 'done')
    outcomes.push(outcome.cannotRun && !isFirst ? { ...outcome, cannotRun: false } : outcome)
  }
  return outcomes
}

const notReached = ({ release, action, reason }: Step): Outcome => ({
  ...{ release: release.name, action: action.type, outcome: 'not reached', seconds: 0, reason },
})

async function carryOutOne(step: Step, programs: Programs, target: Target): Promise<Outcome> {
  const started = Date.now()
  const base = { release: step.release.name, action: step.action.type }
  const seconds = () => Math.round((Date.now() - started) / 100) / 10
  if (step.action.type === 'keep')
    return { ...base, outcome: 'kept', seconds: 0, reason: step.reason }
  try {
    await callHelm(step, programs, target)
    return { ...base, outcome: 'done', seconds: seconds(), reason: step.reason }
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    const { cannotRun, text } = adviceOn(error.message, step)
    return {
      ...{ ...base, outcome: 'failed', seconds: seconds(), reason: error.message },
      ...{ advice: text, cannotRun },
    }
  }
}

/**
 * Helm deletes last what a release no longer has: an autoscaler that goes scales its Deployment once more, after Helm has
 * set the number of replicas, and a smaller quota may then keep new pods out. The upgrade that takes one away is therefore
 * not waited for; a second one takes the number over and waits. It runs no hook: the migrations have run, and the quota
 * would keep their pods out until the replicas are fewer. A command that dies between the two leaves what `isHalfChanged` says.
 */
async function callHelm(step: Step, { helm, kubectl }: Programs, target: Target): Promise<void> {
  for (const call of callsOf(step, target)) {
    const after = await manifestAfter(call, step, helm, target)
    await keepReplicas(after, step.release.namespace, kubectl)
    if (call[0] !== 'upgrade' || !(await losesAutoscaler(step, helm, target, after))) {
      await helm(call)
      continue
    }
    const unawaited = call.map((argument) => argument.replace(/^--wait=.*/, '--wait=hookOnly'))
    await helm([...unawaited, `--description=${firstOfTwo}`])
    await helm([...call, '--force-conflicts', '--no-hooks'])
  }
}

const changesInstalledRelease = ({ action }: Step): boolean =>
  action.type === 'upgrade' || action.type === 'recover' || action.type === 'rollback'

/** The manifest after a call that changes an installed release; empty for any other call. */
async function manifestAfter(
  [verb, , revision]: readonly string[],
  step: Step,
  helm: Helm,
  target: Target,
): Promise<string> {
  if (!changesInstalledRelease(step)) return ''
  return verb === 'rollback'
    ? helm(manifestCall(step.release, target, Number(revision)))
    : helm(renderCall(step.release, target, true))
}

async function losesAutoscaler(
  step: Step,
  helm: Helm,
  target: Target,
  after: string,
): Promise<boolean> {
  if (!changesInstalledRelease(step)) return false
  const before = autoscalersIn(await helm(manifestCall(step.release, target)))
  return areLost(before, autoscalersIn(after))
}
