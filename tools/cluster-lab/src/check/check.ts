import { parseMesh } from '@stoa/mesh'
import { readTools } from '@stoa/run'
import { readTopology } from '@stoa/topology'
import { openCluster } from '../kubernetes/cluster.ts'
import type { KubernetesObject } from '../kubernetes/object.ts'
import { adminKubeconfig } from '../places.ts'
import { findPrograms } from '../programs/find.ts'
import { istioRelease } from '../programs/programs.ts'
import type { LabAddress } from '../running-lab.ts'
import { checkAdmission } from './admission.ts'
import { checkAnalysis } from './analyze.ts'
import { modelOf } from './mesh-model.ts'
import { checkNetwork } from './network/check-network.ts'
import { checkPods } from './pods.ts'
import { type CheckReport, merge } from './report.ts'
import { checkSidecars } from './sidecars/check-sidecars.ts'

export interface CheckOptions {
  readonly objects: readonly KubernetesObject[]
  /** The folder of the mesh that our compiler reads, in the place of the objects. */
  readonly mesh?: string
  readonly log: (line: string) => void
}

const namespaces = ['commerce', 'istio-ingress', 'observability']

/** Applies objects to a running lab and checks what the API server, istiod and the scheduler make of them. */
export async function checkLab(lab: LabAddress, options: CheckOptions): Promise<CheckReport> {
  const { objects, mesh, log } = options
  const startedAt = performance.now()
  const { istioctl, ads } = findPrograms()
  const { envoy } = await readTools(process.env)
  const model = mesh ? await parseMesh(mesh) : modelOf(objects)
  const cluster = openCluster(lab.access)
  try {
    log(`applying ${objects.length} objects`)
    const admission = await checkAdmission(cluster, objects)
    log('waiting for the pods')
    const pods = await checkPods(cluster, namespaces)
    log('running istioctl analyze')
    const kubeconfig = adminKubeconfig(lab.home)
    const analysis = await checkAnalysis({ istioctl, kubeconfig, home: lab.home })
    log("comparing istiod's configuration with ours")
    const { services } = readTopology()
    const sidecars = await checkSidecars({
      ...{ ads, xds: lab.xds, istioVersion: istioRelease, envoy, model, services },
      pods: pods.pods,
    })
    const network = await checkNetwork(cluster, pods.pods, sidecars.callees, sidecars.edges)
    const { findings, figures } = merge([admission, pods, analysis, sidecars, network])
    const seconds = Number(((performance.now() - startedAt) / 1_000).toFixed(1))
    return { ok: findings.length === 0, findings, figures, seconds }
  } finally {
    cluster.close()
  }
}
