import type { Service } from '@stoa/topology'
import type { Callee, Edge } from './check-network.ts'

const account = (namespace: string, name: string) => `cluster.local/ns/${namespace}/sa/${name}`

const prometheus = account('observability', 'prometheus')
const grafana = account('observability', 'grafana')

interface Permitted extends Callee {
  readonly callers: readonly string[]
}

/** Who may reach what stands around the services, as the pages and the service.yaml files say; nobody else may. */
export function surroundings(services: readonly Service[]): {
  readonly callees: readonly Callee[]
  readonly edges: readonly Edge[]
} {
  const deployed = services.filter(({ development }) => !development)
  const accounts = (those: readonly Service[]) => those.map(({ name }) => account('commerce', name))
  const withDatabase = deployed.filter(
    ({ database, monitors = [] }) => database || monitors.includes('database'),
  )
  const collector = account('observability', 'otel-collector')
  const operator = account('cnpg-system', 'cloudnative-pg')
  const at = (service: string, namespace: string, port: number, callers: readonly string[]) => ({
    ...{ service, namespace, port, callers },
  })
  const permitted: readonly Permitted[] = [
    at('postgres', 'database', 5432, [...accounts(withDatabase), operator]),
    at('postgres', 'database', 8000, [operator]),
    at('postgres', 'database', 9187, [prometheus]),
    at('otel-collector', 'observability', 4318, [
      ...accounts(deployed),
      account('istio-ingress', 'istio-ingressgateway'),
    ]),
    at('otel-collector', 'observability', 8888, [prometheus]),
    at('jaeger', 'observability', 4318, [collector]),
    at('jaeger', 'observability', 16_686, [grafana]),
    at('loki', 'observability', 3100, [grafana, account('node-agents', 'otel-logs')]),
    at('prometheus', 'observability', 9090, [grafana]),
    at('grafana', 'observability', 3000, [prometheus]),
  ]
  return {
    callees: [...new Map(permitted.map(({ callers: _, ...one }) => [one.service, one])).values()],
    edges: permitted.flatMap(({ callers, ...callee }) =>
      callers.map((principal) => ({ ...callee, principal })),
    ),
  }
}
