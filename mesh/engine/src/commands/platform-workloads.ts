import { readTopology } from '@stoa/topology'
import { metricsServicePort, type Workload } from '../model/workload.ts'

const metrics = { address: '127.0.0.1', port: metricsServicePort }

/** The labels of a workload of this platform. */
export const platformLabels = (name: string) => ({
  app: name,
  'app.kubernetes.io/name': name,
  version: 'v1',
})

/**
 * The workloads of this platform on the ports of their service.yaml, for commands that compile
 * without running anything.
 */
export function platformWorkloads(): readonly Workload[] {
  const { services } = readTopology()
  const sidecar = (service: string, port: number): Workload => ({
    ...{ instance: service, service, namespace: 'commerce', serviceAccount: service },
    labels: platformLabels(service),
    kind: 'sidecar',
    inbound: {
      ...{ address: '127.0.0.1', port, servicePort: port, protocol: 'http' },
      upstream: { socket: `run/${service}.sock` },
    },
    outboundHttpSocket: `run/${service}.out.sock`,
    outboundTcp: [{ service: 'nats', port: 4222 }],
    metrics,
    adminSocket: `run/${service}.admin.sock`,
  })
  return [
    ...services.map(({ name, port }) => sidecar(name, port)),
    {
      ...{ instance: 'nats', service: 'nats', namespace: 'commerce', serviceAccount: 'nats' },
      labels: platformLabels('nats'),
      kind: 'sidecar',
      inbound: { address: '127.0.0.1', port: 4222, servicePort: 4222, protocol: 'tcp' },
      metrics,
      adminSocket: 'run/nats.admin.sock',
    },
    {
      instance: 'edge',
      service: 'istio-ingressgateway',
      namespace: 'istio-ingress',
      serviceAccount: 'istio-ingressgateway',
      labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
      kind: 'gateway',
      inbound: { address: '127.0.0.1', port: 443, servicePort: 443, protocol: 'http' },
      metrics,
      adminSocket: 'run/edge.admin.sock',
    },
  ]
}
