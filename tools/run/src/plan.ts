import { CannotRun, type Service, type Topology } from '@stoa/topology'
import type { Places } from './places.ts'
import type { Ports } from './ports.ts'

/** One replica of a service with its sidecar: names, ports and sockets. */
export interface Instance {
  readonly name: string
  readonly service: Service
  readonly inboundPort: number
  readonly natsPort: number
  /** Where its sidecar offers its statistics. */
  readonly metricsPort: number
  readonly appSocket: string
  readonly outboundSocket: string
  readonly adminSocket: string
}

export interface Plan {
  readonly instances: readonly Instance[]
  readonly edge: {
    readonly port: number
    readonly metricsPort: number
    readonly adminSocket: string
  }
  readonly nats: {
    readonly port: number
    readonly inboundPort: number
    readonly metricsPort: number
    readonly adminSocket: string
  }
  /** Undefined when the platform runs without metrics. */
  readonly prometheus?: PrometheusPlan | undefined
  /** The port of its API and web pages, on loopback. */
  readonly alertmanager?: { readonly port: number } | undefined
}

/** Prometheus and its sidecar. */
export interface PrometheusPlan {
  /** Its web pages, on loopback. */
  readonly port: number
  readonly inboundPort: number
  readonly metricsPort: number
  /** Where its sidecar accepts the scrapes, as an HTTP proxy. */
  readonly scrapePort: number
  readonly adminSocket: string
}

export interface ServiceSelection {
  /** Absent: every service. */
  readonly services?: readonly string[] | undefined
  readonly replicas?: Readonly<Record<string, number>> | undefined
  /** Whether Prometheus and the services that are part of observability run. */
  readonly metrics?: boolean | undefined
}

const edgePort = 8443
const natsPort = 4222
const brokerPort = 14_222
const prometheusPort = 9090
const alertmanagerPort = 9093

/** The chosen services, each with its number of replicas. @throws CannotRun naming a service that does not exist */
export function selectServices(
  { services }: Topology,
  selection: ServiceSelection,
): { service: Service; replicas: number }[] {
  const known = new Set(services.map(({ name }) => name))
  const named = [...(selection.services ?? []), ...Object.keys(selection.replicas ?? {})]
  const unknown = named.filter((name) => !known.has(name))
  if (unknown.length > 0)
    throw new CannotRun(`unknown service ${unknown.join(', ')}; known are ${[...known].join(', ')}`)
  return services
    .filter(({ name, observability }) =>
      observability ? selection.metrics : (selection.services?.includes(name) ?? true),
    )
    .map((service) => ({ service, replicas: selection.replicas?.[service.name] ?? 1 }))
}

export async function planPlatform(
  topology: Topology,
  selection: ServiceSelection,
  places: Places,
  ports: Ports,
): Promise<Plan> {
  const instances: Instance[] = []
  for (const { service, replicas } of selectServices(topology, selection)) {
    for (let replica = 1; replica <= replicas; replica++) {
      const name = replica === 1 ? service.name : `${service.name}-${replica}`
      instances.push({
        name,
        service,
        inboundPort: replica === 1 ? await ports.near(service.port, name) : await ports.free(),
        natsPort: await ports.free(),
        metricsPort: await ports.free(),
        appSocket: places.socket(name),
        outboundSocket: places.socket(`${name}.out`),
        adminSocket: places.socket(`${name}.admin`),
      })
    }
  }
  return {
    instances,
    edge: {
      port: await ports.near(edgePort, 'the edge'),
      metricsPort: await ports.free(),
      adminSocket: places.socket('edge.admin'),
    },
    nats: {
      port: await ports.near(brokerPort, 'nats-server'),
      inboundPort: await ports.near(natsPort, 'the sidecar of nats'),
      metricsPort: await ports.free(),
      adminSocket: places.socket('nats.admin'),
    },
    prometheus: selection.metrics ? await planPrometheus(places, ports) : undefined,
    alertmanager: selection.metrics
      ? { port: await ports.near(alertmanagerPort, 'Alertmanager') }
      : undefined,
  }
}

const planPrometheus = async (places: Places, ports: Ports): Promise<PrometheusPlan> => ({
  port: await ports.near(prometheusPort, 'Prometheus'),
  inboundPort: await ports.free(),
  metricsPort: await ports.free(),
  scrapePort: await ports.free(),
  adminSocket: places.socket('prometheus.admin'),
})
