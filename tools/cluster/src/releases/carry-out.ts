import { HelmError } from '../helm.ts'
import { adviceOn } from './advice.ts'
import { autoscalersIn, isScaledByAnother } from './autoscalers.ts'
import { callsOf, manifestCall, type Target } from './helm-arguments.ts'
import type { Helm } from './helm-client.ts'
import type { Step } from './plan.ts'

export interface Outcome {
  readonly release: string
  readonly action: Step['action']['type']
  readonly outcome: 'done' | 'kept' | 'failed' | 'not reached'
  readonly seconds: number
  readonly reason: string
  /** Of the one that failed: what to do. */
  readonly advice?: string
  readonly cannotRun?: boolean
}

export interface Progress {
  starts(step: Step, position: number, total: number): void
  ended(outcome: Outcome): void
}

/** Carries out the steps one after the other, and stops at the first that fails. */
export async function carryOut(
  steps: readonly Step[],
  helm: Helm,
  target: Target,
  progress: Progress,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const [index, step] of steps.entries()) {
    const stopped = outcomes.some(({ outcome }) => outcome === 'failed')
    if (!stopped && step.action.type !== 'keep') progress.starts(step, index + 1, steps.length)
    const outcome = stopped ? notReached(step) : await carryOutOne(step, helm, target)
    if (!stopped) progress.ended(outcome)
    outcomes.push(outcome)
  }
  return outcomes
}

const notReached = ({ release, action, reason }: Step): Outcome => ({
  ...{ release: release.name, action: action.type, outcome: 'not reached', seconds: 0, reason },
})

async function carryOutOne(step: Step, helm: Helm, target: Target): Promise<Outcome> {
  const started = Date.now()
  const base = { release: step.release.name, action: step.action.type }
  const seconds = () => Math.round((Date.now() - started) / 100) / 10
  if (step.action.type === 'keep')
    return { ...base, outcome: 'kept', seconds: 0, reason: step.reason }
  try {
    await callHelm(step, helm, target)
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
 * Helm deletes last what a release no longer has: an autoscaler that goes may scale its Deployment once more, after Helm has
 * set the number of replicas. The last call is then repeated, and takes the number over.
 */
async function callHelm(step: Step, helm: Helm, target: Target): Promise<void> {
  const calls = callsOf(step, target)
  const forced = async () => void (await helm([...(calls.at(-1) ?? []), '--force-conflicts']))
  const autoscalers = async () => autoscalersIn(await helm(manifestCall(step.release, target)))
  const isUpgrade = step.action.type === 'upgrade'
  const before = isUpgrade ? await autoscalers() : []
  try {
    for (const call of calls) await helm(call)
  } catch (error) {
    if (!isUpgrade || !isScaledByAnother(error)) throw error
    await forced()
  }
  if (before.length === 0) return
  const after = await autoscalers()
  if (before.some((one) => !after.includes(one))) await forced()
}
