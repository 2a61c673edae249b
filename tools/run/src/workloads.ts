import type { Workload } from '@stoa/mesh'
import type { Instance, Plan } from './plan.ts'

const namespace = 'commerce'
const address = '127.0.0.1'

const labelsOf = (name: string) => ({
  app: name,
  'app.kubernetes.io/name': name,
  version: 'v1',
})

/** The workloads of the mesh, one for each Envoy. */
export const workloadsOf = (plan: Plan): Workload[] => [
  edgeWorkload(plan),
  natsWorkload(plan),
  ...plan.instances.map(serviceWorkload),
]

const edgeWorkload = ({ edge }: Plan): Workload => ({
  instance: 'edge',
  service: 'istio-ingressgateway',
  namespace: 'istio-ingress',
  serviceAccount: 'istio-ingressgateway',
  labels: { ...labelsOf('istio-ingressgateway'), istio: 'ingressgateway' },
  kind: 'gateway',
  inbound: { address, port: edge.port, servicePort: 443, protocol: 'http' },
  adminSocket: edge.adminSocket,
})

const natsWorkload = ({ nats }: Plan): Workload => ({
  ...{ instance: 'nats', service: 'nats', namespace, serviceAccount: 'nats' },
  labels: labelsOf('nats'),
  kind: 'sidecar',
  inbound: {
    ...{ address, port: nats.inboundPort, servicePort: 4222, protocol: 'tcp' },
    upstream: { host: address, port: nats.port },
  },
  adminSocket: nats.adminSocket,
})

const serviceWorkload = (instance: Instance): Workload => ({
  instance: instance.name,
  service: instance.service.name,
  namespace,
  serviceAccount: instance.service.name,
  labels: labelsOf(instance.service.name),
  kind: 'sidecar',
  inbound: {
    address,
    port: instance.inboundPort,
    servicePort: instance.service.port,
    protocol: 'http',
    upstream: { socket: instance.appSocket },
  },
  outboundHttpSocket: instance.outboundSocket,
  outboundTcp: [{ service: 'nats', port: instance.natsPort }],
  adminSocket: instance.adminSocket,
})
