import type { Profile } from '@stoa/cluster'
import type { CheckResult } from '../report.ts'
import { inventoryFindings } from './snapshot.ts'
import { labReleaseNames, type Stage } from './stage.ts'

const removed = ['stoa', 'policies']

/** Removing the platform leaves nothing of it but its last migrations, which are hooks, and takes nothing else with it. */
export async function checkRemoval(
  { installer, inventory, log }: Stage,
  profile: Profile,
): Promise<CheckResult> {
  log('uninstalling')
  await installer.run('uninstall', { profile, only: removed })
  const kept = []
  for (const name of labReleaseNames)
    if (!removed.includes(name)) kept.push(...(await installer.manifest(name, profile)))
  const when = `after the removal of ${profile}`
  return { findings: inventoryFindings(kept, await inventory.take(kept), when), figures: {} }
}
