import { parseMesh } from '@stoa/mesh'
import { readTools } from '@stoa/run'
import { openCluster } from '../kubernetes/cluster.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { findPrograms } from '../programs/find.ts'
import type { LabAddress } from '../running-lab.ts'
import { checkAdmission } from './admission.ts'
import { modelOf } from './mesh-model.ts'
import { type CheckReport, type CheckResult, merge } from './report.ts'
import { checkSeen, lookAtStanding, type Standing } from './standing.ts'

export interface CheckOptions {
  readonly objects: readonly KubernetesObject[]
  /** The folder of the mesh that our compiler reads, in the place of the objects. */
  readonly mesh?: string
}

/** Applies objects to a running lab and checks what the API server, istiod and the scheduler make of them. */
export async function checkObjects(
  standing: Standing,
  { objects, mesh }: CheckOptions,
): Promise<CheckResult> {
  const model = mesh ? await parseMesh(mesh) : modelOf(objects)
  standing.log(`applying ${objects.length} objects`)
  const admission = await checkAdmission(standing.cluster, objects)
  const seen = await lookAtStanding(standing)
  return merge([admission, await checkSeen(standing, seen, model, 'optional')])
}

type Check = (standing: Standing) => Promise<CheckResult & { readonly absent?: readonly string[] }>

/** Runs a check in a running lab. */
export async function reportOn(
  lab: LabAddress,
  log: (line: string) => void,
  check: Check,
): Promise<CheckReport> {
  const startedAt = performance.now()
  const programs = findPrograms()
  const { envoy } = await readTools(process.env)
  const cluster = openCluster(lab.access)
  try {
    const result = await check({ lab, cluster, programs, envoy, log })
    const seconds = Number(((performance.now() - startedAt) / 1_000).toFixed(1))
    return { ok: result.findings.length === 0, ...result, seconds }
  } finally {
    cluster.close()
  }
}
