import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { checkLab } from '../check/check.ts'
import { textOf } from '../check/report.ts'
import { labHome } from '../places.ts'
import { objectsToApply } from '../render/platform-objects.ts'
import { findRunningLab } from '../running-lab.ts'

/** Checks files, or the platform's own objects, in the running lab. */
export async function check(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    ...{ args, allowPositionals: true },
    options: {
      json: { type: 'boolean', default: false },
      mesh: { type: 'string' },
    },
  })
  const objects = objectsToApply(positionals)
  const report = await checkLab(findRunningLab(labHome(process.env)), {
    ...{ objects, ...(values.mesh && { mesh: resolve(values.mesh) }) },
    log: (line) => void process.stderr.write(`${line}\n`),
  })
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textOf(report))
  return report.ok ? 0 : 1
}
