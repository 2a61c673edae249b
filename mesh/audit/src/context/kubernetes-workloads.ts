import type { MeshModel } from '@stoa/mesh/policy'
import type { Kubernetes, KubernetesObject, PodSpec } from '../inputs/kubernetes.ts'
import { isServerOf, protocolOfServer, serversOf } from './gateway-servers.ts'
import { type Port, principalOf, type Workload } from './workload.ts'

type Service = KubernetesObject<'Service'>
type Texts = Readonly<Record<string, string>>

interface Template {
  readonly name: string
  readonly namespace: string
  readonly labels: Texts
  readonly annotations: Texts
  readonly spec: PodSpec
  readonly replicas?: number | undefined
  readonly at: Workload['at']
}

/** The workloads of Deployments, StatefulSets, DaemonSets and Pods, with the ports of their Services. */
export function kubernetesWorkloads(kubernetes: Kubernetes, mesh: MeshModel): readonly Workload[] {
  const services = Map.groupBy(kubernetes.Service, ({ metadata }) => metadata.namespace)
  const namespaces = new Map(
    kubernetes.Namespace.map(({ metadata }) => [metadata.name, metadata.labels]),
  )
  return templatesOf(kubernetes).map((template) => {
    const { name, namespace, labels, annotations, spec, replicas, at } = template
    const servicesBefore = (services.get(namespace) ?? []).filter((service) =>
      selectsPod(service, labels),
    )
    const kind = kindOf(template, namespaces.get(namespace))
    const ports = portsOf(spec, servicesBefore)
    const serviceAccount = spec.serviceAccountName ?? 'default'
    return {
      ...{ name, namespace, labels, annotations, serviceAccount, replicas, at },
      principal: principalOf(mesh.settings.trustDomain, namespace, serviceAccount),
      kind,
      ports: kind === 'gateway' ? servedPorts(ports, mesh, template) : ports,
      hosts: servicesBefore.map(
        ({ metadata }) => `${metadata.name}.${metadata.namespace}.svc.cluster.local`,
      ),
      source: 'kubernetes',
      pod: spec,
    }
  })
}

function templatesOf(kubernetes: Kubernetes): readonly Template[] {
  const controllers = [
    ...kubernetes.Deployment,
    ...kubernetes.StatefulSet,
    ...kubernetes.DaemonSet,
  ].map(({ metadata, spec, locate }) => ({
    name: metadata.name,
    namespace: metadata.namespace,
    labels: spec.template.metadata.labels,
    annotations: spec.template.metadata.annotations,
    spec: spec.template.spec,
    replicas: spec.replicas,
    at: locate(['metadata', 'name']),
  }))
  const pods = kubernetes.Pod.map(({ metadata, spec, locate }) => ({
    ...metadata,
    spec,
    at: locate(['metadata', 'name']),
  }))
  return [...controllers, ...pods]
}

/** The ports of a gateway that a Gateway resource serves; all its ports when no Gateway selects it. */
function servedPorts(ports: readonly Port[], mesh: MeshModel, template: Template): readonly Port[] {
  const servers = serversOf(mesh, template)
  if (servers.length === 0) return ports
  return ports.flatMap((port) => {
    const server = servers.find((server) => isServerOf(server, port))
    return server ? [{ ...port, protocol: protocolOfServer(server) }] : []
  })
}

function selectsPod({ spec }: Service, labels: Texts): boolean {
  const wanted = Object.entries(spec.selector)
  return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value)
}

/** Whether Istio injects a proxy into these pods. For an unknown namespace, injection is assumed. */
export function kindOf(
  { labels, annotations, spec }: Pick<Template, 'labels' | 'annotations' | 'spec'>,
  namespace: Texts | undefined,
): Workload['kind'] {
  if (isGateway(labels, annotations)) return 'gateway'
  if (spec.containers.some(({ name }) => name === 'istio-proxy')) return 'sidecar'
  if (spec.initContainers.some(({ name }) => name === 'istio-proxy')) return 'sidecar'
  const requested =
    labels['sidecar.istio.io/inject'] ?? annotations['sidecar.istio.io/inject'] ?? undefined
  if (spec.hostNetwork || requested === 'false') return 'bare'
  if (requested === 'true' || namespace === undefined) return 'sidecar'
  const injects =
    namespace['istio-injection'] === 'enabled' ||
    namespace['istio.io/rev'] !== undefined ||
    namespace['istio.io/dataplane-mode'] === 'ambient'
  return injects && namespace['istio-injection'] !== 'disabled' ? 'sidecar' : 'bare'
}

const isGateway = (labels: Texts, annotations: Texts): boolean =>
  annotations['inject.istio.io/templates'] === 'gateway' ||
  /^(ingress|egress)gateway$/.test(labels.istio ?? '')

function portsOf(spec: PodSpec, services: readonly Service[]): readonly Port[] {
  const own = spec.containers.flatMap(({ ports }) => ports)
  const ports = new Map<number, Port>()
  for (const service of services)
    for (const { name, port, targetPort = port, protocol, appProtocol } of service.spec.ports) {
      if (protocol !== 'TCP') continue
      const number =
        typeof targetPort === 'number'
          ? targetPort
          : own.find((one) => one.name === targetPort)?.containerPort
      if (number === undefined) continue
      const earlier = ports.get(number)
      ports.set(number, {
        number,
        protocol: earlier?.protocol ?? protocolOf(appProtocol, name) ?? 'http',
        servicePorts: [...(earlier?.servicePorts ?? []), port],
      })
    }
  for (const { containerPort: number, name, protocol = 'TCP' } of own)
    if (protocol === 'TCP' && !ports.has(number))
      ports.set(number, {
        number,
        protocol: protocolOf(undefined, name) ?? 'http',
        servicePorts: [],
      })
  return [...ports.values()]
}

const http = new Set(['http', 'http2', 'grpc', 'grpc-web', 'h2c'])
const tcp = new Set(['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'udp', 'postgres', 'nats'])

/** The protocol that a Service port declares; undefined when Istio has to detect it. */
export function protocolOf(appProtocol: string | undefined, name = ''): 'http' | 'tcp' | undefined {
  const declared = (appProtocol ?? name.split('-')[0] ?? '')
    .toLowerCase()
    .replace('kubernetes.io/', '')
  if (http.has(declared)) return 'http'
  if (tcp.has(declared)) return 'tcp'
  return appProtocol === undefined ? undefined : 'tcp'
}
