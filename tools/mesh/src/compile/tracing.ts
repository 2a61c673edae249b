import type { Telemetry } from '../model/kinds/telemetry.ts'
import type { MeshModel } from '../model/mesh-model.ts'
import { hasSelector, reaching, type Target } from '../model/select.ts'
import type { MeshSettings } from '../model/settings.ts'
import { type Config, typed } from './config.ts'
import type { CompileSettings, Scope } from './scope.ts'

export const tracingCluster = 'otlp'
const path = '/v1/traces'

export interface Observing {
  readonly samplingPercent: number
  readonly spans: boolean
  readonly accessLog: boolean
}

/** What Telemetry says for one workload, field by field: its own, its namespace's, the mesh's. */
export function observing(model: MeshModel, target: Target): Observing {
  const levels = [...reaching(model.Telemetry, target, model.settings)]
    .sort((a, b) => rank(b, model.settings) - rank(a, model.settings))
    .map(({ spec }) => ({ tracing: spec.tracing?.[0], log: spec.accessLogging?.[0] }))
  const first = <T>(pick: (level: (typeof levels)[number]) => T | undefined) =>
    levels.map(pick).find((value) => value !== undefined)
  return {
    samplingPercent: first(({ tracing }) => tracing?.randomSamplingPercentage) ?? 1,
    spans: !(first(({ tracing }) => tracing?.disableSpanReporting) ?? false),
    accessLog: !(first(({ log }) => log && (log.disabled ?? false)) ?? true),
  }
}

const rank = (
  { namespace, spec }: { namespace: string; spec: Telemetry },
  { rootNamespace }: MeshSettings,
): number => (namespace === rootNamespace ? 0 : 2) + (hasSelector(spec) ? 1 : 0)

/** Spans of this workload's requests. Without a receiver the trace headers pass untouched. */
export function tracing({ model, workload, settings }: Scope): Config {
  const { samplingPercent, spans } = observing(model, workload)
  if (settings.otlpEndpoint === undefined || !spans) return {}
  const { href: uri } = receiver(settings.otlpEndpoint)
  const tracer = typed('config.trace.v3.OpenTelemetryConfig', {
    service_name: workload.service,
    http_service: { http_uri: { uri, cluster: tracingCluster, timeout: '2s' } },
    sampler: sampler(samplingPercent),
  })
  return {
    // Envoy samples no request without an id, whatever the trace headers say.
    generate_request_id: true,
    tracing: {
      random_sampling: { value: 100 },
      overall_sampling: { value: 100 },
      client_sampling: { value: 100 },
      spawn_upstream_span: false,
      provider: { name: 'envoy.tracers.opentelemetry', typed_config: tracer },
    },
  }
}

/** Whoever began the trace has decided; only for a new trace does the percentage count. */
function sampler(percent: number): Config {
  const samplers = 'extensions.tracers.opentelemetry.samplers.v3'
  const ratio = typed(`${samplers}.TraceIdRatioBasedSamplerConfig`, {
    sampling_percentage: { numerator: Math.round(percent * 10_000), denominator: 'MILLION' },
  })
  const parent = typed(`${samplers}.ParentBasedSamplerConfig`, {
    wrapped_sampler: {
      name: 'envoy.tracers.opentelemetry.samplers.trace_id_ratio_based',
      typed_config: ratio,
    },
  })
  return { name: 'envoy.tracers.opentelemetry.samplers.parent_based', typed_config: parent }
}

const receiver = (endpoint: string): URL => new URL(endpoint.replace(/\/+$/, '') + path)

/** The OTLP receiver as a cluster, when there is one. */
export function tracingClusters({ otlpEndpoint }: CompileSettings): readonly Config[] {
  if (otlpEndpoint === undefined) return []
  const { hostname, port, protocol } = receiver(otlpEndpoint)
  const address = hostname.replace(/^\[|\]$/g, '')
  const portValue = Number(port || (protocol === 'https:' ? 443 : 80))
  const endpoint = { address: { socket_address: { address, port_value: portValue } } }
  const cluster = typed('config.cluster.v3.Cluster', {
    name: tracingCluster,
    type: 'STRICT_DNS',
    connect_timeout: '1s',
    load_assignment: {
      cluster_name: tracingCluster,
      endpoints: [{ lb_endpoints: [{ endpoint }] }],
    },
  })
  return [cluster]
}
