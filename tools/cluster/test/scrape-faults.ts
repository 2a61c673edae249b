import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { prometheusConfiguration } from '@stoa/observability/prometheus'
import { repositoryRoot } from '@stoa/topology'
import { parse } from 'yaml'
import { type Labels, type Relabeling, relabel } from './relabel.ts'
import type { KubernetesObject } from './render.ts'

/** What Istio's injection template declares for every proxy. */
const proxyPort = { name: 'http-envoy-prom', port: 15090 }
/** Istio's ports for statistics: of Envoy, of its agent, and both of them again over TLS. */
const statisticsPorts = [15020, 15090, 15091, 15092]
const prometheus = 'observability/prometheus'

interface Scrape {
  readonly job_name: string
  readonly metrics_path?: string
}

/** What the laptop's Prometheus scrapes; a test on a running platform holds it against what processes expose. */
const laptop: readonly Scrape[] = parse(
  prometheusConfiguration({
    ...{ proxy: { url: '', username: '', passwordFile: '' }, targets: [], own: '' },
    ...{ collector: '', ruleFiles: [], scrapeSeconds: 5 },
  }),
).scrape_configs

interface Endpoint {
  readonly port: string
  readonly path: string
  readonly relabelings: readonly Relabeling[]
}

const endpointFaults = (
  name: string,
  { port, path, relabelings }: Endpoint,
  expected: { readonly job: string; readonly ports: readonly string[]; readonly target: Labels },
): string[] => {
  const found = relabel({ job: 'by default', ...expected.target }, relabelings)
  const scrape = laptop.find(({ job_name }) => job_name === expected.job)
  const missing = ['service', 'instance'].filter((label) => !found[label])
  return [
    ...(expected.ports.includes(port) ? [] : [`${name}: nothing has a port ${port}`]),
    ...(found.job === expected.job ? [] : [`${name}: the job is ${found.job}`]),
    ...(path === (scrape?.metrics_path ?? '/metrics')
      ? []
      : [`${name}: nothing answers at ${path}`]),
    ...missing.map((label) => `${name}: targets have no label ${label}`),
  ]
}

const pod = {
  __meta_kubernetes_pod_name: 'a-1',
  __meta_kubernetes_pod_label_app_kubernetes_io_name: 'a',
}

/** What another release brings, and a monitor of ours reads: the values of its chart name it and its ports. */
const collector = parse(
  readFileSync(join(repositoryRoot, 'charts/third-party/values/otel-collector.yaml'), 'utf8'),
)
const collectorService = {
  metadata: { labels: { 'app.kubernetes.io/name': collector.nameOverride } },
  spec: {
    ports: Object.entries<{ enabled: boolean }>(collector.ports)
      .filter(([, { enabled }]) => enabled)
      .map(([name]) => ({ name })),
  },
}

const isSelected = (labels: Labels = {}, matchLabels: Labels = {}) =>
  Object.entries(matchLabels).every(([label, value]) => labels[label] === value)

function monitorFaults(objects: readonly KubernetesObject[]): string[] {
  const services = objects.filter(({ kind }) => kind === 'Service')
  const others = [collectorService]
  return objects.flatMap(({ kind, metadata: { name }, spec }) => {
    if (kind === 'PodMonitor')
      return spec.podMetricsEndpoints.flatMap((endpoint: Endpoint) =>
        endpointFaults(`PodMonitor ${name}`, endpoint, {
          ...{ job: 'sidecars', ports: [proxyPort.name], target: pod },
        }),
      )
    if (kind !== 'ServiceMonitor') return []
    const isOther = spec.namespaceSelector !== undefined
    const selected = (isOther ? others : services).filter(({ metadata }) =>
      isSelected(metadata.labels, spec.selector.matchLabels),
    )
    const ports = selected.flatMap((one) =>
      one.spec.ports.map((port: { name: string }) => port.name),
    )
    return [
      ...(selected.length === 1 ? [] : [`ServiceMonitor ${name} selects ${selected.length}`]),
      ...spec.endpoints.flatMap((endpoint: Endpoint) =>
        endpointFaults(`ServiceMonitor ${name}`, endpoint, {
          ...{ job: isOther ? 'collector' : 'services', ports, target: pod },
        }),
      ),
    ]
  })
}

interface Peer {
  readonly namespaceSelector?: { readonly matchLabels?: Labels }
  readonly podSelector?: { readonly matchLabels?: Labels }
}
interface Ingress {
  readonly from?: readonly Peer[]
  readonly ports?: readonly { readonly port: number }[]
}

const peerName = ({ namespaceSelector, podSelector }: Peer) =>
  `${namespaceSelector?.matchLabels?.['kubernetes.io/metadata.name']}/${podSelector?.matchLabels?.['app.kubernetes.io/name']}`

/** Every pod that a policy lets anything reach has a proxy, whose statistics Prometheus alone may read. */
function networkFaults(objects: readonly KubernetesObject[]): string[] {
  const policies = objects.filter(({ kind, spec }) => kind === 'NetworkPolicy' && spec.ingress)
  return policies.flatMap(({ metadata: { name }, spec }) => {
    const admitted = spec.ingress.flatMap(({ from = [], ports = [] }: Ingress) =>
      ports
        .filter(({ port }) => statisticsPorts.includes(port))
        .flatMap(({ port }) => from.map((peer) => `${peerName(peer)}:${port}`)),
    )
    const expected = `${prometheus}:${proxyPort.port}`
    return admitted.join() === expected
      ? []
      : [`NetworkPolicy ${name} admits ${admitted.join(', ') || 'nobody'}, expected ${expected}`]
  })
}

/** What would keep the Prometheus of a cluster from what services and proxies expose, or call it by another name than the laptop does. */
export const scrapeFaults = (objects: readonly KubernetesObject[]): string[] => [
  ...monitorFaults(objects),
  ...networkFaults(objects),
]
