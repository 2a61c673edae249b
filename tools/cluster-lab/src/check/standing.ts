import type { MeshModel } from '@stoa/mesh'
import { readTopology } from '@stoa/topology'
import type { Cluster } from '../kubernetes/cluster.ts'
import { adminKubeconfig } from '../places.ts'
import type { LabPrograms } from '../programs/find.ts'
import { istioRelease } from '../programs/programs.ts'
import type { LabAddress } from '../running-lab.ts'
import { checkAnalysis } from './analyze.ts'
import { checkNetwork } from './network/check-network.ts'
import { checkPods } from './pods.ts'
import { type CheckResult, merge } from './report.ts'
import { checkSidecars } from './sidecars/check-sidecars.ts'

export interface Standing {
  readonly lab: LabAddress
  readonly cluster: Cluster
  readonly programs: LabPrograms
  readonly envoy: string
  readonly log: (line: string) => void
}

const namespaces = ['commerce', 'istio-ingress', 'observability']

/** What the scheduler, istiod and istioctl make of what stands in the cluster. `model` is our compiler's reading. */
export async function checkStanding(standing: Standing, model: MeshModel): Promise<CheckResult> {
  const { lab, cluster, programs, envoy, log } = standing
  const { istioctl, ads } = programs
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
  return merge([pods, analysis, sidecars, network])
}
