import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAuthority } from '@stoa/mesh'
import type { Callee, Edge } from '../network/check-network.ts'
import { type CheckResult, merge } from '../report.ts'
import { checkDecisions } from './check-decisions.ts'
import { checkFields } from './check-fields.ts'
import { edgeSides } from './edge.ts'
import { checkEdgeDecisions } from './edge-decisions.ts'
import { checkEdgeFields } from './edge-fields.ts'
import { type SidecarOptions, sidesOf } from './sides.ts'
import { makeTokens } from './tokens.ts'

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
    const tokens = await makeTokens(options.model)
    const workloads = sides.map(({ workload }) => workload)
    const edge = await edgeSides(options, workloads, tokens.jwks)
    const edgeDecisions = await checkEdgeDecisions(options, edge, tokens, authority)
    const results = [checkFields(sides), decisions, checkEdgeFields(edge), edgeDecisions]
    return { ...merge(results), callees, edges }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
