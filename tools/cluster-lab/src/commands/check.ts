import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Profile, profiles } from '@stoa/cluster'
import { CannotRun } from '@stoa/topology'
import { checkCharts } from '../check/charts/check-charts.ts'
import { checkObjects, reportOn } from '../check/check.ts'
import { textOf } from '../check/report.ts'
import { labHome } from '../places.ts'
import { objectsToApply } from '../render/platform-objects.ts'
import { findRunningLab } from '../running-lab.ts'

/** Checks the charts, files, or the laptop's mesh in the running lab. */
export async function check(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    ...{ args, allowPositionals: true },
    options: {
      json: { type: 'boolean', default: false },
      laptop: { type: 'boolean', default: false },
      mesh: { type: 'string' },
      profile: { type: 'string' },
    },
  })
  const { laptop, mesh, profile } = values
  const ofObjects = laptop || positionals.length > 0
  if (ofObjects && profile) throw new CannotRun('--profile is for the charts; leave out the rest')
  if (!ofObjects && mesh) throw new CannotRun('--mesh needs the files to apply, or --laptop')
  const chosen = profile ? [profileNamed(profile)] : inOrder
  const report = await reportOn(
    findRunningLab(labHome(process.env)),
    withSeconds((line) => void process.stderr.write(`${line}\n`)),
    (standing) =>
      ofObjects
        ? checkObjects(standing, {
            objects: objectsToApply(positionals),
            ...(mesh && { mesh: resolve(mesh) }),
          })
        : checkCharts(standing, { profiles: chosen }),
  )
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textOf(report))
  return report.ok ? 0 : 1
}

/** Each line begins with the seconds that have passed, so that a slow step is seen. */
function withSeconds(log: (line: string) => void): (line: string) => void {
  const startedAt = performance.now()
  return (line) =>
    log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${line}`)
}

/** Production first: it is what the older chart is upgraded to. */
const inOrder: readonly Profile[] = ['production', 'multi-region', 'small']

function profileNamed(name: string): Profile {
  const found = profiles.find((known) => known === name)
  if (!found) throw new CannotRun(`--profile: expected ${profiles.join(', ')}; found ${name}`)
  return found
}
