import type { Workload } from '@stoa/mesh'
import type { Service } from '@stoa/topology'

const labelsOf = (name: string) => ({ app: name, 'app.kubernetes.io/name': name, version: 'v1' })
const namespace = 'commerce'

interface Port {
  readonly number: number
  readonly protocol: 'http' | 'tcp'
}

const workload = (name: string, { number, protocol }: Port, listen: number): Workload => ({
  ...{ instance: name, service: name, namespace, serviceAccount: name, kind: 'sidecar' },
  labels: labelsOf(name),
  inbound: {
    ...{ address: '127.0.0.1', port: listen, servicePort: number, protocol },
    upstream: { socket: `${name}.sock` },
  },
  outboundHttpSocket: `${name}.out.sock`,
  adminSocket: `${name}.admin.sock`,
})

/** The workloads that the policies of the namespace `commerce` are about, for our compiler; `listen` gives a loopback port. */
export const comparedWorkloads = (
  services: readonly Service[],
  listen: (name: string) => number,
): readonly Workload[] => [
  ...services.map(({ name, port }) =>
    workload(name, { number: port, protocol: 'http' }, listen(name)),
  ),
  workload('nats', { number: 4222, protocol: 'tcp' }, listen('nats')),
]

/** The identities that call these workloads. */
export const principalsOf = (workloads: readonly Workload[]): readonly string[] => [
  ...workloads.map(({ serviceAccount }) => `cluster.local/ns/${namespace}/sa/${serviceAccount}`),
  'cluster.local/ns/istio-ingress/sa/istio-ingressgateway',
  'cluster.local/ns/observability/sa/prometheus',
]
