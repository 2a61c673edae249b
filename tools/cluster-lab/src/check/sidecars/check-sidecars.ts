import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh'
import type { Callee, Edge } from '../network/check-network.ts'
import { type CheckResult, merge } from '../report.ts'
import { checkDecisions } from './check-decisions.ts'
import { checkEdge } from './check-edge.ts'
import { checkFields } from './check-fields.ts'
import { type SidecarOptions, sidesOf } from './sides.ts'

export interface SidecarsResult extends CheckResult {
  /** The ports that were asked, and who may ask something there. */
  readonly callees: readonly Callee[]
  readonly edges: readonly Edge[]
}

/** The configuration that istiod sends to each sidecar decides, routes, retries, limits and encrypts as ours does. */
export async function checkSidecars(options: SidecarOptions): Promise<SidecarsResult> {
  const folder = mkdtempSync(join(tmpdir(), 'stoa-lab-'))
  try {
    const authority = await openAuthority(folder)
    const sides = await sidesOf(options, authority.caFile)
    const { edges, ...decisions } = await checkDecisions(options, sides, authority)
    const callees = sides.map(({ workload: { service, namespace, inbound } }) => ({
      ...{ service, namespace, port: inbound.servicePort },
    }))
    const edge = await checkEdge(
      options,
      sides.map(({ workload }) => workload),
    )
    return { ...merge([checkFields(sides), edge, decisions]), callees, edges }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
