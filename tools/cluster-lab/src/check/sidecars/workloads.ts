import type { Workload } from '@stoa/mesh'
import type { Service } from '@stoa/topology'
import type { Pod } from '../pod.ts'

export interface ServedPod {
  readonly pod: Pod
  readonly name: string
  readonly port: number
  readonly protocol: 'http' | 'tcp'
}

const namespace = 'commerce'

/** One pod of each service, and of the broker, as far as the lab has any. */
export function servedPods(
  services: readonly Service[],
  pods: readonly Pod[],
): readonly ServedPod[] {
  const http = services.map(({ name, port }) => ({ name, port, protocol: 'http' as const }))
  const served = [...http, { name: 'nats', port: 4222, protocol: 'tcp' as const }]
  return served.flatMap((one) => {
    const pod = pods.find(({ metadata, spec, status }) => {
      const own = metadata.namespace === namespace && status.phase === 'Running'
      const named = metadata.labels['app.kubernetes.io/name'] === one.name
      return own && named && spec.serviceAccountName === one.name
    })
    return pod ? [{ ...one, pod }] : []
  })
}

/** A pod as our compiler sees its workload; `listen` is a loopback port. */
export const workloadOf = ({ pod, name, port, protocol }: ServedPod, listen: number): Workload => ({
  ...{ instance: name, service: name, namespace, kind: 'sidecar' },
  serviceAccount: pod.spec.serviceAccountName,
  labels: pod.metadata.labels,
  inbound: {
    ...{ address: '127.0.0.1', port: listen, servicePort: port, protocol },
    upstream: { socket: `${name}.sock` },
  },
  outboundHttpSocket: `${name}.out.sock`,
  // Nothing listens there: it is for the cluster that calls the broker.
  outboundTcp: [{ service: 'nats', port: 4222 }],
  adminSocket: `${name}.admin.sock`,
})

/** The identities that call these workloads. */
export const principalsOf = (workloads: readonly Workload[]): readonly string[] => [
  ...workloads.map(({ serviceAccount }) => `cluster.local/ns/${namespace}/sa/${serviceAccount}`),
  'cluster.local/ns/istio-ingress/sa/istio-ingressgateway',
  'cluster.local/ns/observability/sa/prometheus',
]
