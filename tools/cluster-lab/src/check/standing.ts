import type { MeshModel } from '@stoa/mesh'
import { readTopology } from '@stoa/topology'
import type { Cluster } from '../kubernetes/cluster.ts'
import { adminKubeconfig } from '../places.ts'
import type { LabPrograms } from '../programs/find.ts'
import { istioRelease } from '../programs/programs.ts'
import type { LabAddress } from '../running-lab.ts'
import { checkAnalysis } from './analyze.ts'
import { checkNetwork } from './network/check-network.ts'
import { surroundings } from './network/surroundings.ts'
import { parsePod } from './pod.ts'
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
/** What is not in the mesh, or reads the nodes: its pods are not judged, but its connections are. */
const around = ['database', 'node-agents', 'cnpg-system']

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
  const others = around.map((one) => cluster.list(`/api/v1/namespaces/${one}/pods`))
  const surrounding = surroundings(services)
  const network = await checkNetwork(
    cluster,
    [...pods.pods, ...(await Promise.all(others)).flat().map(parsePod)],
    [...sidecars.callees, ...surrounding.callees],
    [...sidecars.edges, ...surrounding.edges],
  )
  return merge([pods, analysis, sidecars, network])
}
