import { parseArgs } from 'node:util'
import { openCluster } from '../kubernetes/cluster.ts'
import { labHome } from '../places.ts'
import { applyObjects } from '../render/apply.ts'
import { objectsToApply } from '../render/platform-objects.ts'
import { findRunningLab } from '../running-lab.ts'

/** Applies files to the running lab; without files, the mesh and a workload for each service. */
export async function apply(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    ...{ args, allowPositionals: true },
    options: { json: { type: 'boolean', default: false } },
  })
  const objects = objectsToApply(positionals)
  const cluster = openCluster(findRunningLab(labHome(process.env)).access)
  try {
    const report = await applyObjects(cluster, objects)
    const { applied, refused, changed } = report
    const lines = [
      ...refused.map(({ object, reason }) => `refused ${object}: ${reason}`),
      `applied ${applied} of ${objects.length} objects; ${changed.length} changed`,
    ]
    process.stdout.write(`${values.json ? JSON.stringify(report) : lines.join('\n')}\n`)
    return refused.length > 0 ? 1 : 0
  } finally {
    cluster.close()
  }
}
