import { type Config, typed } from '../config.ts'
import type { Direction, Scope } from '../scope.ts'
import type { LaptopMetric } from './metrics-settings.ts'
import { telemetryFor } from './telemetry-settings.ts'

type Protocol = 'http' | 'tcp'

// Callers have certificates of the mesh, so these bounds are far above what a mesh of this size needs.
// They hold when a caller or an application makes up values: Envoy then counts what it left out.
const limits = { max_counters: 500, max_histograms: 50 }

const refusal = {
  http: "has(response.code_details) && response.code_details.matches('^(rbac_access|jwt_authn_access|ext_authz)_denied')",
  tcp: "has(connection.termination_details) && connection.termination_details.startsWith('rbac_access_denied')",
}

const caller = { source_principal: '%DOWNSTREAM_PEER_URI_SAN%' }
const outcome = (protocol: Protocol) => ({
  denied: `%CEL(${refusal[protocol]})%`,
  mtls: '%CEL(connection.mtls)%',
})
const response = { response_code: '%RESPONSE_CODE%', response_flags: '%RESPONSE_FLAGS%' }

/**
 * Counts requests, or TCP connections when they end, by caller, as Istio's standard metrics do. The
 * caller comes from its certificate alone, and no tag from the request.
 */
export function requestStatistics(
  { model, workload }: Scope,
  direction: Direction,
  protocol: Protocol,
): readonly Config[] {
  if (direction === 'outbound') return []
  const { metrics } = telemetryFor(model, workload, direction)
  const statistic = (name: string, tags: Readonly<Record<string, string>>): Config => ({
    name,
    tags: Object.entries({ ...tags, destination: workload.service }).map(([tag, format]) => ({
      name: tag,
      value_format: format,
    })),
  })
  const counter = (name: string, tags: Readonly<Record<string, string>>): Config => ({
    stat: statistic(name, { ...caller, ...tags, ...outcome(protocol) }),
    value_fixed: 1,
  })
  const duration: Config = {
    stat: statistic('request_milliseconds', caller),
    unit: 'Milliseconds',
    value_format: '%DURATION%',
  }
  const ifReported = (metric: LaptopMetric, one: Config) => (metrics.has(metric) ? [one] : [])
  const counters =
    protocol === 'http'
      ? ifReported('REQUEST_COUNT', counter('requests', response))
      : ifReported('TCP_CLOSED_CONNECTIONS', counter('tcp_connections', {}))
  const histograms = protocol === 'http' ? ifReported('REQUEST_DURATION', duration) : []
  if (counters.length + histograms.length === 0) return []
  const config = typed('extensions.access_loggers.stats.v3.Config', {
    stats_scope: { prefix: 'mesh', ...limits },
    ...{ counters, histograms },
  })
  return [{ name: 'envoy.access_loggers.stats', typed_config: config }]
}
