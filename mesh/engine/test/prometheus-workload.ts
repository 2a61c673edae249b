import { freePorts } from '@stoa/topology'
import type { ScrapeTarget, Workload } from '../src/index.ts'

export const scrapePassword = 'a password'
const address = '127.0.0.1'

/**
 * The workloads with statistics, and Prometheus with a sidecar that scrapes each of them. The target
 * `impostor` leads to catalog, and expects the identity of orders.
 */
export async function withPrometheus(
  run: (name: string) => string,
  workloads: readonly Workload[],
): Promise<readonly Workload[]> {
  const [inboundPort = 0, webPort = 0, scrapePort = 0, ownPort = 0, ...ports] = await freePorts(
    workloads.length + 4,
  )
  const all: readonly Workload[] = workloads.map((workload, index) => ({
    ...workload,
    metrics: { address, port: ports[index] ?? 0 },
  }))
  const labels = { 'app.kubernetes.io/name': 'prometheus' }
  const prometheus: Workload = {
    ...{ instance: 'prometheus', service: 'prometheus', namespace: 'observability' },
    ...{ serviceAccount: 'prometheus', labels, kind: 'sidecar' },
    exported: false,
    inbound: {
      ...{ address, port: inboundPort, servicePort: 9090, protocol: 'http' },
      upstream: { host: address, port: webPort },
    },
    metrics: { address, port: ownPort },
    adminSocket: run('prometheus.admin.sock'),
  }
  const impostor = all.flatMap(targetsOf).find(({ name }) => name === 'catalog')
  const targets = [
    ...all.flatMap(targetsOf),
    ...targetsOf(prometheus),
    ...(impostor ? [{ ...impostor, name: 'impostor', serviceAccount: 'orders' }] : []),
  ]
  const scrapes = { address, port: scrapePort, password: scrapePassword, targets }
  return [...all, { ...prometheus, scrapes }]
}

function targetsOf(workload: Workload): readonly ScrapeTarget[] {
  const { instance, namespace, serviceAccount, inbound, metrics } = workload
  const identity = { address, namespace, serviceAccount }
  const application = { name: instance, port: inbound.port, paths: ['/metrics'], ...identity }
  const proxy = { name: `${instance}-sidecar`, port: metrics?.port ?? 0, ...identity }
  return [application, { ...proxy, paths: ['/stats/prometheus'] }]
}
