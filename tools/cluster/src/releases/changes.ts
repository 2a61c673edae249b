import { CannotRun } from '@stoa/topology'
import { HelmError } from '../helm.ts'
import { adviceOn } from './advice.ts'
import { differencesOf, type ObjectChange } from './differences.ts'
import { manifestCall, renderCall, type Target } from './helm-arguments.ts'
import type { Helm } from './helm-client.ts'
import type { Installed } from './installed.ts'
import type { Step } from './plan.ts'

export interface ReleaseChange extends ObjectChange {
  readonly release: string
}

/** What an upgrade would change, object by object: what Helm would render, against what it has installed. */
export async function changesOf(
  steps: readonly Step[],
  installed: readonly Installed[],
  helm: Helm,
  target: Target,
): Promise<ReleaseChange[]> {
  const changes: ReleaseChange[] = []
  for (const step of steps) {
    const { release } = step
    const isThere = installed.some(
      ({ name, namespace }) => name === release.name && namespace === release.namespace,
    )
    const before = isThere ? await helm(manifestCall(release, target)) : ''
    const after = await rendered(helm, renderCall(release, target, isThere), step)
    for (const change of differencesOf(before, after))
      changes.push({ release: release.name, ...change })
  }
  return changes
}

/** @throws CannotRun with what to do where the release cannot be rendered */
async function rendered(helm: Helm, call: readonly string[], step: Step): Promise<string> {
  try {
    return await helm(call)
  } catch (error) {
    if (!(error instanceof HelmError)) throw error
    const { text } = adviceOn(error.message, step)
    throw new CannotRun(`${step.release.name}: ${error.message}\nwhat to do: ${text}`, {
      cause: error,
    })
  }
}
