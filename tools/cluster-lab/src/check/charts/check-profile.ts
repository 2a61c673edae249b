import type { Profile } from '@stoa/cluster'
import { admissionControls } from '../admission.ts'
import { modelOf } from '../mesh-model.ts'
import { type CheckResult, merge } from '../report.ts'
import { checkSeen, lookAtStanding } from '../standing.ts'
import { sameVersions, unchangedFindings } from './snapshot.ts'
import { inventoryOf, labReleaseNames, type Stage, settle } from './stage.ts'

/**
 * An installed profile was admitted and stands as it should, and a second upgrade changes nothing. What stands was seen before
 * the upgrade begins, whose time is that of its migrations: it is compared meanwhile.
 */
export async function checkProfile(stage: Stage, profile: Profile): Promise<CheckResult> {
  const { cluster, installer, checked } = stage
  const installed = await settle(stage, profile)
  const manifest = await installer.manifest('stoa', profile)
  const seen = await lookAtStanding(stage)
  const [compared, upgraded] = await Promise.allSettled([
    checkSeen(stage, seen, modelOf(manifest), 'demanded'),
    upgradeAgain(stage, profile),
  ])
  const standing = resultOf(compared)
  const { before, after } = resultOf(upgraded)
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

async function upgradeAgain(stage: Stage, profile: Profile) {
  const before = await settle(stage, profile)
  stage.log('upgrading once more, which must change nothing')
  await stage.installer.run('upgrade', { profile, only: labReleaseNames })
  return { before, after: await settle(stage, profile) }
}

function resultOf<T>(settled: PromiseSettledResult<T>): T {
  if (settled.status === 'rejected') throw settled.reason
  return settled.value
}
