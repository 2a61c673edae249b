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

/** The NetworkPolicies of every namespace. */
export const readNetworkPolicies = async (cluster: Cluster): Promise<readonly NetworkPolicy[]> =>
  (await cluster.list('/apis/networking.k8s.io/v1/networkpolicies')).map(parseNetworkPolicy)

/** The charts must bring policies; files that a command names, and the laptop's mesh, may have none to compare. */
export type PolicyDemand = 'demanded' | 'optional'

/** NetworkPolicies permit what the mesh permits, per caller, callee and port, and no more. Pure. */
export function checkNetwork(
  policies: readonly NetworkPolicy[],
  pods: readonly Pod[],
  callees: readonly Callee[],
  permitted: readonly Edge[],
  demand: PolicyDemand,
): CheckResult {
  if (policies.length === 0) return { findings: absent[demand], figures: { networkPolicies: 0 } }
  const endpoints = pods.map((pod) => ({ pod, endpoint: endpointOf(pod) }))
  const known = [...permitted, ...callees.map(statisticsOf)]
  const compare = (those: readonly NetworkPolicy[]) =>
    callees.flatMap((callee) => compareCallee(those, endpoints, callee, known))
  const compared = compare(policies)
  const blind = firstOfEach(callees)
    .flatMap((callee) => damagedPolicies(policies, callee))
    .filter(({ those }) => compare(those).every(({ finding }) => finding === undefined))
    .map(({ subject }) => ({ check: 'network', subject, what: 'this damage was not noticed' }))
  return {
    findings: [...compared.flatMap(({ finding }) => finding ?? []), ...blind],
    figures: { networkPolicies: policies.length, networkEdges: compared.length },
  }
}

const absent: Readonly<Record<PolicyDemand, readonly Finding[]>> = {
  optional: [],
  demanded: [
    {
      ...{ check: 'network', subject: 'the installation' },
      what: 'has no NetworkPolicy: every pod may connect to every other',
    },
  ],
}

/** Policies that permit less, and more, than the mesh: a comparison that finds nothing in them is blind. Pure. */
export function damagedPolicies(
  policies: readonly NetworkPolicy[],
  { service, namespace }: Callee,
): readonly { readonly subject: string; readonly those: readonly NetworkPolicy[] }[] {
  const isOwn = ({ metadata }: NetworkPolicy) =>
    metadata.name === service && metadata.namespace === namespace
  const open = parseNetworkPolicy({
    metadata: { name: 'lab-control', namespace },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}], egress: [{}] },
  })
  return [
    {
      subject: `without the policy ${namespace}/${service}`,
      those: policies.filter((policy) => !isOwn(policy)),
    },
    { subject: `with a policy that opens ${namespace}`, those: [...policies, open] },
  ]
}

const endpointOf = ({ metadata: { namespace, labels }, status }: Pod): Endpoint => ({
  ...{ namespace, labels, ip: status.podIP ?? '' },
  namespaceLabels: { 'kubernetes.io/metadata.name': namespace },
})

/** Compares every caller of a service's port; its other ports must be closed. Replicas are one caller. */
export function compareCallee(
  policies: readonly NetworkPolicy[],
  endpoints: readonly { readonly pod: Pod; readonly endpoint: Endpoint }[],
  callee: Callee,
  permitted: readonly Edge[],
): readonly { readonly finding?: Finding }[] {
  const { service, namespace } = callee
  const server = endpoints.find(
    ({ pod }) => pod.spec.serviceAccountName === service && pod.metadata.namespace === namespace,
  )
  if (!server) return []
  const callers = new Map(endpoints.map((one) => [principalOf(one.pod), one]))
  callers.delete(principalOf(server.pod))
  return [...callers].flatMap(([principal, { endpoint }]) =>
    portsOf(policies, callee.port).map((port) => {
      const byNetwork = permits(policies, endpoint, server.endpoint, { number: port })
      const byMesh = permitted.some(
        (edge) => edge.principal === principal && edge.port === port && isTo(edge, callee),
      )
      if (byNetwork === byMesh) return {}
      const what = byNetwork
        ? 'NetworkPolicies permit the connection and the mesh permits no request'
        : 'the mesh permits requests and NetworkPolicies permit no connection'
      return { finding: { check: 'network', subject: `${principal} → ${service}:${port}`, what } }
    }),
  )
}

const isTo = (edge: Edge, { service, namespace }: Callee): boolean =>
  edge.service === service && edge.namespace === namespace

const firstOfEach = (callees: readonly Callee[]): readonly Callee[] => [
  ...new Map([...callees].reverse().map((callee) => [callee.namespace, callee])).values(),
]

/** The statistics of a pod's proxy, which Prometheus reads past the proxy's policies; Postgres has none. */
const statisticsOf = (callee: Callee): Edge => ({
  ...callee,
  port: statisticsPort,
  principal: callee.namespace === 'database' ? '' : prometheus,
})

const prometheus = 'cluster.local/ns/observability/sa/prometheus'
const statisticsPort = 15_090
const unnamedPort = 65_535

/** The service's port, every port that a policy names, those of the proxy, and one that nothing names. */
function portsOf(policies: readonly NetworkPolicy[], own: number): readonly number[] {
  const named = policies
    .flatMap(({ spec: { ingress, egress = [] } }) => [...ingress, ...egress])
    .flatMap(({ ports = [] }) => ports.flatMap(({ port, endPort }) => [port, endPort]))
    .filter((port) => typeof port === 'number')
  return [...new Set([own, ...named, 15_000, 15_006, 15_020, 15_021, statisticsPort, unnamedPort])]
}
