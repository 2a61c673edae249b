import type { ScrapeTarget, Workload } from '@stoa/mesh'
import type { Instance, Plan, PrometheusPlan } from './plan.ts'
import { sidecarOf } from './resources/envoy.ts'
import type { Secrets } from './secrets.ts'

const namespace = 'commerce'
const address = '127.0.0.1'

const labelsOf = (name: string) => ({
  app: name,
  'app.kubernetes.io/name': name,
  version: 'v1',
})

/** The workloads of the mesh, one for each Envoy. */
export function workloadsOf(plan: Plan, secrets: Secrets): Workload[] {
  const own = [edgeWorkload(plan), natsWorkload(plan), ...plan.instances.map(serviceWorkload)]
  if (plan.prometheus === undefined) return own
  const prometheus = prometheusWorkload(plan.prometheus)
  const targets = [...ofServices(own), ...ofEnvoys([...own, prometheus])]
  const { scrapePort: port } = plan.prometheus
  return [
    ...own,
    { ...prometheus, scrapes: { address, port, password: scrapePassword(secrets), targets } },
  ]
}

/** The password with which Prometheus authenticates to its sidecar. */
export const scrapePassword = (secrets: Secrets): string =>
  secrets.of('prometheus/scrape').toString('base64url')

const ofServices = (workloads: readonly Workload[]): readonly ScrapeTarget[] =>
  workloads
    .filter(({ kind, inbound }) => kind === 'sidecar' && inbound.protocol === 'http')
    .map(({ instance, namespace, serviceAccount, inbound: { port } }) => ({
      ...{ name: instance, address, port, namespace, serviceAccount },
      paths: ['/metrics'],
    }))

const ofEnvoys = (workloads: readonly Workload[]): readonly ScrapeTarget[] =>
  workloads.flatMap(({ instance, kind, namespace, serviceAccount, metrics }) => {
    const name = kind === 'gateway' ? instance : sidecarOf(instance)
    const paths = ['/stats/prometheus']
    return metrics ? [{ name, ...metrics, namespace, serviceAccount, paths }] : []
  })

const edgeWorkload = ({ edge }: Plan): Workload => ({
  instance: 'edge',
  service: 'istio-ingressgateway',
  namespace: 'istio-ingress',
  serviceAccount: 'istio-ingressgateway',
  labels: { ...labelsOf('istio-ingressgateway'), istio: 'ingressgateway' },
  kind: 'gateway',
  inbound: { address, port: edge.port, servicePort: 443, protocol: 'http' },
  metrics: { address, port: edge.metricsPort },
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
  metrics: { address, port: nats.metricsPort },
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
  metrics: { address, port: instance.metricsPort },
  adminSocket: instance.adminSocket,
})

const prometheusWorkload = (plan: PrometheusPlan): Workload => ({
  ...{ instance: 'prometheus', service: 'prometheus', namespace: 'observability' },
  serviceAccount: 'prometheus',
  labels: labelsOf('prometheus'),
  kind: 'sidecar',
  exported: false,
  inbound: {
    ...{ address, port: plan.inboundPort, servicePort: 9090, protocol: 'http' },
    upstream: { host: address, port: plan.port },
  },
  metrics: { address, port: plan.metricsPort },
  adminSocket: plan.adminSocket,
})
