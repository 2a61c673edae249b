import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh'
import { type CheckResult, merge } from '../report.ts'
import { checkDecisions } from './check-decisions.ts'
import { compareFields } from './compare-fields.ts'
import { fieldsByHost } from './fields.ts'
import { typeOf } from './json.ts'
import { type SidecarOptions, type Sides, sidesOf } from './sides.ts'

/** The configuration that istiod sends to each sidecar decides, routes, retries, limits and encrypts as ours does. */
export async function checkSidecars(options: SidecarOptions): Promise<CheckResult> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-lab-'))
  try {
    const authority = await openAuthority(folder)
    const sides = await sidesOf(options, authority.caFile)
    return merge([checkFields(sides), await checkDecisions(options, sides, authority)])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function checkFields(sides: readonly Sides[]): CheckResult {
  const compared = sides.map(({ workload, sent, compiled: { resources } }) => {
    const named = (type: string) => resources.filter((one) => typeOf(one) === type)
    const own = { clusters: named('Cluster'), routes: named('RouteConfiguration') }
    return compareFields(workload.service, fieldsByHost(sent), fieldsByHost(own))
  })
  return {
    findings: compared.flatMap(({ findings }) => findings),
    figures: {
      sidecars: sides.length,
      comparedFields: compared.reduce((sum, { fields }) => sum + fields, 0),
    },
  }
}
