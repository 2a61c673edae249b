import type { Profile } from '@stoa/cluster'
import type { CheckResult, Finding } from '../report.ts'
import { restoredFindings } from './snapshot.ts'
import { inventoryOf, labReleaseNames, type Stage, settle } from './stage.ts'

/**
 * A platform that stands is upgraded to another profile and back: each time it is then what an installation from nothing is, but
 * for what the API server sets.
 */
export async function checkResize(stage: Stage, from: Profile, to: Profile): Promise<CheckResult> {
  const { installer, checked, log } = stage
  const findings: Finding[] = []
  for (const profile of [to, from]) {
    const expected = checked.get(profile)
    if (!expected) throw new Error(`the profile ${profile} was not checked before`)
    log(`upgrading a platform that stands to ${profile}`)
    await installer.run('upgrade', { profile, only: labReleaseNames })
    const changed = await settle(stage, profile)
    const when = `after the change to ${profile}`
    findings.push(
      ...inventoryOf(changed, when),
      ...restoredFindings(expected, changed.snapshot, when),
    )
  }
  return { findings, figures: {} }
}
