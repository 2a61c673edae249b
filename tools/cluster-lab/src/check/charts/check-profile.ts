import type { Profile } from '@stoa/cluster'
import { admissionControls } from '../admission.ts'
import { modelOf } from '../mesh-model.ts'
import { type CheckResult, merge } from '../report.ts'
import { checkStanding } from '../standing.ts'
import { sameVersions, unchangedFindings } from './snapshot.ts'
import { inventoryOf, labReleaseNames, type Stage, settle } from './stage.ts'

/** An installed profile was admitted and stands as it should, and a second upgrade changes nothing. */
export async function checkProfile(stage: Stage, profile: Profile): Promise<CheckResult> {
  const { cluster, installer, log, checked } = stage
  const installed = await settle(stage, profile)
  const manifest = await installer.manifest('stoa', profile)
  const standing = await checkStanding(stage, modelOf(manifest))
  const before = await settle(stage, profile)
  log('upgrading once more, which must change nothing')
  await installer.run('upgrade', { profile, only: labReleaseNames })
  const after = await settle(stage, profile)
  checked.set(profile, after.snapshot)
  return merge([
    {
      findings: [
        ...inventoryOf(installed, `in ${profile}`),
        ...unchangedFindings(before.snapshot, after.snapshot, `by a second upgrade to ${profile}`),
        ...(await admissionControls(cluster)),
      ],
      figures: {
        objects: installed.manifest.length,
        admitted: installed.snapshot.size,
        sameResourceVersions: sameVersions(before.snapshot, after.snapshot),
      },
    },
    standing,
  ])
}
