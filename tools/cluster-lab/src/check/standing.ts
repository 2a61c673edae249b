import type { MeshModel } from '@stoa/mesh'
import { readTopology } from '@stoa/topology'
import type { Cluster } from '../kubernetes/cluster.ts'
import { adminKubeconfig } from '../places.ts'
import type { LabPrograms } from '../programs/find.ts'
import { istioRelease } from '../programs/programs.ts'
import type { LabAddress } from '../running-lab.ts'
import { checkAnalysis } from './analyze.ts'
import { checkNetwork, type PolicyDemand, readNetworkPolicies } from './network/check-network.ts'
import type { NetworkPolicy } from './network/policy.ts'
import { surroundings } from './network/surroundings.ts'
import { type Pod, parsePod } from './pod.ts'
import { checkPods, type PodsResult } from './pods.ts'
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

/** What stands in the cluster, as it was read at one moment. */
export interface Seen {
  readonly pods: PodsResult
  /** Those of `around`. */
  readonly surrounding: readonly Pod[]
  readonly policies: readonly NetworkPolicy[]
  readonly analysis: CheckResult
}

/** Reads what stands in the cluster once its pods do, and has istioctl analyze it. */
export async function lookAtStanding({ lab, cluster, programs, log }: Standing): Promise<Seen> {
  log('waiting for the pods')
  const pods = await checkPods(cluster, namespaces)
  log('running istioctl analyze')
  const kubeconfig = adminKubeconfig(lab.home)
  const [analysis, policies, ...others] = await Promise.all([
    checkAnalysis({ istioctl: programs.istioctl, kubeconfig, home: lab.home }),
    readNetworkPolicies(cluster),
    ...around.map((one) => cluster.list(`/api/v1/namespaces/${one}/pods`)),
  ])
  return { pods, surrounding: others.flat().map(parsePod), policies, analysis }
}

/** What the scheduler, istiod and istioctl make of what was seen. `model` is our compiler's reading. */
export async function checkSeen(
  { lab, programs: { ads }, envoy, log }: Standing,
  { pods, surrounding, policies, analysis }: Seen,
  model: MeshModel,
  networkPolicies: PolicyDemand,
): Promise<CheckResult> {
  log("comparing istiod's configuration with ours")
  const { services } = readTopology()
  const sidecars = await checkSidecars({
    ...{ ads, xds: lab.xds, istioVersion: istioRelease, envoy, model, services },
    pods: pods.pods,
  })
  const others = surroundings(services)
  const network = checkNetwork(
    policies,
    [...pods.pods, ...surrounding],
    [...sidecars.callees, ...others.callees],
    [...sidecars.edges, ...others.edges],
    networkPolicies,
  )
  log("istiod's configuration is compared")
  return merge([pods, analysis, sidecars, network])
}
