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
  for (const { release } of steps) {
    const isThere = installed.some(
      ({ name, namespace }) => name === release.name && namespace === release.namespace,
    )
    const before = isThere ? await helm(manifestCall(release, target)) : ''
    const after = await helm(renderCall(release, target, isThere))
    for (const change of differencesOf(before, after))
      changes.push({ release: release.name, ...change })
  }
  return changes
}
