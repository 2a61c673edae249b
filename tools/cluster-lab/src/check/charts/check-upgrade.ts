import type { CheckResult } from '../report.ts'
import { checkHalfInstalled } from './half-installed.ts'
import { immutableControl } from './immutable.ts'
import { olderChartFindings, restoredFindings } from './snapshot.ts'
import { inventoryOf, labReleaseNames, type Stage, settle } from './stage.ts'

const profile = 'production'
const only = ['stoa']

/**
 * From the chart that was kept to today's, back, and forth once more, half-way at first: nothing is left over, missing, or
 * other than it was.
 */
export async function checkUpgrade(stage: Stage): Promise<CheckResult> {
  const { installer, log } = stage
  log('installing the older chart')
  await installer.run('upgrade', { profile, only: labReleaseNames, older: true })
  const older = await settle(stage, profile)
  log("upgrading to today's chart")
  await installer.run('upgrade', { profile, only })
  const newer = await settle(stage, profile)
  log('rolling back')
  await installer.run('rollback', { profile, only })
  const back = await settle(stage, profile)
  const mended = await checkHalfInstalled(stage, profile)
  const again = await settle(stage, profile)
  return {
    findings: [
      ...mended,
      ...olderChartFindings(older.snapshot, newer.snapshot),
      ...inventoryOf(older, 'with the older chart'),
      ...inventoryOf(newer, 'after the upgrade'),
      ...inventoryOf(back, 'after the rollback'),
      ...inventoryOf(again, 'after the second upgrade'),
      ...restoredFindings(older.snapshot, back.snapshot, 'after the rollback'),
      ...restoredFindings(newer.snapshot, again.snapshot, 'after the second upgrade'),
      ...(await immutableControl(stage.cluster, newer.snapshot)),
    ],
    figures: {
      upgradedObjects: newer.manifest.length,
      differingObjects: restoredFindings(older.snapshot, newer.snapshot, '').length,
    },
  }
}
