import type { Profile } from '@stoa/cluster'
import type { CheckResult, Finding } from '../report.ts'
import { checkHalfChanged } from './half-installed.ts'
import { restoredFindings } from './snapshot.ts'
import { inventoryOf, labReleaseNames, type Stage, settle } from './stage.ts'

/**
 * A platform that stands is changed to another profile and back, twice, the last time by a command that dies half-way and
 * another one: each time it is then what an installation from nothing is, but for what the API server sets.
 */
export async function checkResize(stage: Stage, from: Profile, to: Profile): Promise<CheckResult> {
  const change = async (profile: Profile) => {
    stage.log(`upgrading a platform that stands to ${profile}`)
    await stage.installer.run('upgrade', { profile, only: labReleaseNames })
  }
  const findings: Finding[] = []
  for (const profile of [to, from]) {
    await change(profile)
    findings.push(...(await differences(stage, profile, `after the change to ${profile}`)))
  }
  await change(to)
  findings.push(...(await checkHalfChanged(stage, from)))
  findings.push(...(await differences(stage, from, `after half a change to ${from} was finished`)))
  return { findings, figures: {} }
}

/** What the platform has that an installation of the profile from nothing had not, and the other way round. */
async function differences(
  stage: Stage,
  profile: Profile,
  when: string,
): Promise<readonly Finding[]> {
  const expected = stage.checked.get(profile)
  if (!expected) throw new Error(`the profile ${profile} was not checked before`)
  const changed = await settle(stage, profile)
  return [...inventoryOf(changed, when), ...restoredFindings(expected, changed.snapshot, when)]
}
