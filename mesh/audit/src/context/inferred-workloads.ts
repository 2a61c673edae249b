import type { MeshModel, Resource } from '@stoa/mesh/policy'
import { usesBroker } from '@stoa/topology'
import type { DeclaredService } from '../inputs/services.ts'
import { protocolOfServer } from './gateway-servers.ts'
import { identityOf, type Port, principalOf, type Workload } from './workload.ts'

interface Selecting {
  readonly selector?:
    | { readonly matchLabels?: Readonly<Record<string, string>> | undefined }
    | undefined
}

const nameLabels = ['app.kubernetes.io/name', 'app', 'k8s-app', 'istio', 'name']

/** The resources that select workloads by label. */
export const selecting = (mesh: MeshModel): readonly Resource<Selecting>[] => [
  ...mesh.AuthorizationPolicy,
  ...mesh.PeerAuthentication,
  ...mesh.RequestAuthentication,
]

/** The exact principals that policies name and that have the form of an Istio identity. */
export function namedPrincipals(mesh: MeshModel): readonly string[] {
  const sources = mesh.AuthorizationPolicy.flatMap(({ spec }) =>
    (spec.rules ?? []).flatMap(({ from = [] }) =>
      from.flatMap(({ source }) => source.principals ?? []),
    ),
  )
  return [...new Set(sources)].filter((one) => !one.includes('*') && identityOf(one) !== undefined)
}

const collectorName = 'prometheus'

/** Prometheus, when a policy names its identity: it has no service.yaml, and reads the metrics of every workload. */
export function collectorWorkload(mesh: MeshModel): Workload | undefined {
  const { trustDomain } = mesh.settings
  const principal = namedPrincipals(mesh).find(
    (one) => identityOf(one)?.account === collectorName && one.startsWith(`${trustDomain}/`),
  )
  const namespace = principal === undefined ? undefined : identityOf(principal)?.namespace
  const policy = mesh.AuthorizationPolicy.find(({ spec }) =>
    JSON.stringify(spec).includes(JSON.stringify(principal)),
  )
  if (namespace === undefined || policy === undefined) return undefined
  return sidecarWorkload(
    mesh,
    collectorName,
    namespace,
    [onePort(9090, 'http')],
    policy.locate(['spec']),
  )
}

const sidecarWorkload = (
  mesh: MeshModel,
  name: string,
  namespace: string,
  ports: readonly Port[],
  at: Workload['at'],
) => ({
  ...{ name, namespace, ports, at, serviceAccount: name, annotations: {} },
  labels: { app: name, 'app.kubernetes.io/name': name, version: 'v1' },
  principal: principalOf(mesh.settings.trustDomain, namespace, name),
  kind: 'sidecar' as const,
  hosts: [`${name}.${namespace}.svc.cluster.local`],
  source: 'service.yaml' as const,
})

/** The services of service.yaml as workloads, with the broker if any of them uses events. */
export function declaredWorkloads(
  services: readonly DeclaredService[],
  mesh: MeshModel,
): readonly Workload[] {
  const namespaces = namespacesByName(mesh)
  const namespaceOf = (name: string) => namespaces.get(name) ?? 'commerce'
  const own = services.map(({ name, port, at, size }) => ({
    ...sidecarWorkload(mesh, name, namespaceOf(name), [onePort(port, 'http')], at),
    replicas: size.replicas,
  }))
  const eventService = services.find(usesBroker)
  if (eventService === undefined || own.some(({ name }) => name === 'nats')) return own
  const home = namespaces.get('nats') ?? namespaceOf(eventService.name)
  const at = eventService.locate('publishes')
  return [...own, sidecarWorkload(mesh, 'nats', home, [onePort(4222, 'tcp')], at)]
}

const onePort = (number: number, protocol: Port['protocol']): Port => ({
  number,
  protocol,
  servicePorts: [number],
})

function namespacesByName(mesh: MeshModel): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const principal of namedPrincipals(mesh)) {
    const identity = identityOf(principal)
    if (identity) found.set(identity.account, identity.namespace)
  }
  for (const { spec, namespace } of selecting(mesh)) {
    const labels = spec.selector?.matchLabels ?? {}
    const name = labels['app.kubernetes.io/name'] ?? labels.app
    if (name !== undefined) found.set(name, namespace)
  }
  return found
}

/** The workloads that the selectors of policies imply, for a mesh whose workloads are not described. */
export function workloadsOfPolicies(mesh: MeshModel): readonly Workload[] {
  const found = new Map<string, Workload>()
  const { rootNamespace, trustDomain } = mesh.settings
  for (const { spec, namespace, locate } of selecting(mesh)) {
    const labels = spec.selector?.matchLabels ?? {}
    const [first] = Object.keys(labels)
    if (first === undefined || namespace === rootNamespace) continue
    const key = nameLabels.find((label) => labels[label] !== undefined) ?? first
    const name = labels[key] ?? ''
    if (labels.istio !== undefined || found.has(`${namespace}/${name}`)) continue
    const ports = portsNamed(mesh, namespace, labels)
    found.set(`${namespace}/${name}`, {
      ...{ name, namespace, labels, serviceAccount: name, annotations: {} },
      principal: principalOf(trustDomain, namespace, name),
      kind: 'sidecar',
      ports: ports.length > 0 ? ports : [onePort(8080, 'http')],
      hosts: [`${name}.${namespace}.svc.cluster.local`],
      source: 'policies',
      at: locate(['spec', 'selector']),
    })
  }
  return [...found.values()]
}

function portsNamed(
  mesh: MeshModel,
  namespace: string,
  labels: Readonly<Record<string, string>>,
): readonly Port[] {
  const text = JSON.stringify(labels)
  const rules = mesh.AuthorizationPolicy.filter(
    (policy) =>
      policy.namespace === namespace &&
      JSON.stringify(policy.spec.selector?.matchLabels ?? {}) === text,
  ).flatMap(({ spec }) => spec.rules ?? [])
  const operations = rules.flatMap(({ to = [] }) => to.map(({ operation }) => operation))
  const isHttp = (operation: (typeof operations)[number]) =>
    (operation.methods ?? operation.paths ?? operation.hosts ?? []).length > 0
  const numbers = new Map<number, Port['protocol']>()
  for (const operation of operations)
    for (const port of operation.ports ?? [])
      numbers.set(Number(port), isHttp(operation) ? 'http' : 'tcp')
  return [...numbers].map(([number, protocol]) => onePort(number, protocol))
}

/** The gateway proxies that Gateways select and nothing else describes. */
export function gatewayWorkloads(mesh: MeshModel, known: readonly Workload[]): readonly Workload[] {
  const found = new Map<string, Workload>()
  for (const { spec, namespace: own, locate } of mesh.Gateway) {
    const labels = spec.selector ?? {}
    const entries = Object.entries(labels)
    const isSelected = (workload: Workload) =>
      entries.every(([name, value]) => workload.labels[name] === value)
    if (entries.length === 0 || known.some(isSelected)) continue
    const identity = gatewayIdentity(mesh, labels)
    const namespace = identity?.namespace ?? policyNamespace(mesh, labels) ?? own
    const name = identity?.account ?? `istio-${labels.istio ?? 'gateway'}`
    const earlier = found.get(`${namespace}/${name}`)?.ports ?? []
    const open = spec.servers.filter(({ tls }) => tls?.httpsRedirect !== true)
    const ports = open.map((server) => onePort(server.port.number, protocolOfServer(server)))
    found.set(`${namespace}/${name}`, {
      ...{ name, namespace, labels, serviceAccount: name, annotations: {} },
      principal: principalOf(mesh.settings.trustDomain, namespace, name),
      kind: 'gateway',
      ports: [...new Map([...earlier, ...ports].map((port) => [port.number, port])).values()],
      hosts: [],
      source: 'policies',
      at: locate(['spec', 'selector']),
    })
  }
  return [...found.values()]
}

const policyNamespace = (mesh: MeshModel, labels: Readonly<Record<string, string>>) =>
  selecting(mesh).find(({ spec }) => {
    const wanted = Object.entries(spec.selector?.matchLabels ?? {})
    return wanted.length > 0 && wanted.every(([name, value]) => labels[name] === value)
  })?.namespace

/** The identity of a gateway, found among the principals in policies by its `istio` label. */
function gatewayIdentity(mesh: MeshModel, labels: Readonly<Record<string, string>>) {
  const label = labels.istio
  if (label === undefined) return undefined
  return namedPrincipals(mesh)
    .map(identityOf)
    .find((identity) => identity?.account.includes(label))
}
