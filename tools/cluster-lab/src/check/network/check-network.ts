import type { Cluster } from '../../kubernetes/cluster.ts'
import type { Pod } from '../pod.ts'
import type { CheckResult, Finding } from '../report.ts'
import { type Endpoint, permits } from './permits.ts'
import { type NetworkPolicy, parseNetworkPolicy } from './policy.ts'

/** A caller's identity and the workload and port of which it may ask something. */
export interface Edge {
  readonly principal: string
  readonly service: string
  readonly namespace: string
  readonly port: number
}

/** A workload's port, as one that callers connect to. */
export type Callee = Omit<Edge, 'principal'>

const principalOf = ({ metadata, spec }: Pod) =>
  `cluster.local/ns/${metadata.namespace}/sa/${spec.serviceAccountName}`

/** NetworkPolicies permit what the mesh permits, per caller, callee and port, and no more. */
export async function checkNetwork(
  cluster: Cluster,
  pods: readonly Pod[],
  callees: readonly Callee[],
  permitted: readonly Edge[],
): Promise<CheckResult> {
  const policies = (await cluster.list('/apis/networking.k8s.io/v1/networkpolicies')).map(
    parseNetworkPolicy,
  )
  if (policies.length === 0) return { findings: [], figures: { networkPolicies: 0 } }
  const endpoints = pods.map((pod) => ({ pod, endpoint: endpointOf(pod) }))
  const compared = callees.flatMap((callee) =>
    compareCallee(policies, endpoints, callee, permitted),
  )
  return {
    findings: compared.flatMap(({ finding }) => finding ?? []),
    figures: { networkPolicies: policies.length, networkEdges: compared.length },
  }
}

const endpointOf = ({ metadata: { namespace, labels }, status }: Pod): Endpoint => ({
  ...{ namespace, labels, ip: status.podIP ?? '' },
  namespaceLabels: { 'kubernetes.io/metadata.name': namespace },
})

/** Compares every caller of one port; replicas are one caller. */
export function compareCallee(
  policies: readonly NetworkPolicy[],
  endpoints: readonly { readonly pod: Pod; readonly endpoint: Endpoint }[],
  callee: Callee,
  permitted: readonly Edge[],
): readonly { readonly finding?: Finding }[] {
  const { service, namespace, port } = callee
  const server = endpoints.find(
    ({ pod }) => pod.spec.serviceAccountName === service && pod.metadata.namespace === namespace,
  )
  if (!server) return []
  const callers = new Map(endpoints.map((one) => [principalOf(one.pod), one]))
  callers.delete(principalOf(server.pod))
  return [...callers].map(([principal, { endpoint }]) => {
    const byNetwork = permits(policies, endpoint, server.endpoint, { number: port })
    const byMesh = permitted.some(
      (edge) =>
        edge.principal === principal && edge.service === service && edge.namespace === namespace,
    )
    if (byNetwork === byMesh) return {}
    const what = byNetwork
      ? 'NetworkPolicies permit the connection and the mesh permits no request'
      : 'the mesh permits requests and NetworkPolicies permit no connection'
    return { finding: { check: 'network', subject: `${principal} → ${service}:${port}`, what } }
  })
}
