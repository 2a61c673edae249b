import { HelmError } from '../helm.ts'
import { cannotBeAsked, isUnreachable } from '../releases/advice.ts'
import type { Outcome } from '../releases/carry-out.ts'
import type { Target } from '../releases/helm-arguments.ts'
import type { Release } from '../releases/release.ts'
import type { ClusterOptions } from './options.ts'
import { textOfOutcomes } from './text.ts'

/** What a verb works on. */
export interface Run {
  readonly options: ClusterOptions
  readonly releases: readonly Release[]
  readonly target: Target
}

/** Prints how it went. @returns the exit status */
export function report(
  { profile, json }: ClusterOptions,
  outcomes: readonly Outcome[],
  { context }: Target,
): number {
  const failed = outcomes.find(({ outcome }) => outcome === 'failed')
  print(
    json
      ? JSON.stringify({ profile, context, ok: !failed, steps: outcomes })
      : textOfOutcomes(outcomes),
  )
  if (failed?.cannotRun) return 2
  return failed ? 1 : 0
}

/** @throws CannotRun instead where the API server cannot be asked */
export async function reachable<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof HelmError && isUnreachable(error.message))
      throw cannotBeAsked(error.message, error)
    throw error
  }
}

export const print = (text: string) => process.stdout.write(`${text}\n`)
