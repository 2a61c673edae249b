import type { CustomTag } from '../../model/kinds/telemetry/tracing.ts'
import { type Config, typed } from '../config.ts'
import type { CompileSettings, Direction, Scope } from '../scope.ts'
import { telemetryFor } from './telemetry-settings.ts'

export const tracingCluster = 'otlp'
const path = '/v1/traces'

/** Tracing of a workload's requests. Without a receiver, trace headers are forwarded unchanged. */
export function tracing({ model, workload, settings }: Scope, direction: Direction): Config {
  const { tracing: wanted } = telemetryFor(model, workload, direction)
  if (settings.otlpEndpoint === undefined || wanted === undefined) return {}
  const { href: uri } = receiver(settings.otlpEndpoint)
  const tracer = typed('config.trace.v3.OpenTelemetryConfig', {
    service_name: workload.service,
    http_service: { http_uri: { uri, cluster: tracingCluster, timeout: '2s' } },
    sampler: sampler(settings.samplingPercent ?? wanted.randomSamplingPercentage ?? 0),
  })
  const { maxPathTagLength } = model.settings.written.defaultConfig?.tracing ?? {}
  const tags = Object.entries(wanted.customTags ?? {}).map(([name, tag]) => tagOf(name, tag))
  return {
    // Envoy samples only requests with an id, whatever the trace headers say.
    generate_request_id: true,
    tracing: {
      random_sampling: { value: 100 },
      overall_sampling: { value: 100 },
      client_sampling: { value: 100 },
      spawn_upstream_span: false,
      ...(maxPathTagLength === undefined ? {} : { max_path_tag_length: maxPathTagLength }),
      provider: { name: 'envoy.tracers.opentelemetry', typed_config: tracer },
      ...(tags.length > 0 ? { custom_tags: tags } : {}),
    },
  }
}

function tagOf(tag: string, { literal, environment, header, formatter }: CustomTag): Config {
  if (literal !== undefined) return { tag, literal: { value: literal.value } }
  if (environment !== undefined) return { tag, environment: named(environment) }
  if (header !== undefined) return { tag, request_header: named(header) }
  return { tag, value: formatter?.value }
}

const named = ({
  name,
  defaultValue,
}: {
  name: string
  defaultValue?: string | undefined
}): Config => ({
  name,
  ...(defaultValue === undefined ? {} : { default_value: defaultValue }),
})

/** The sampling decision of the parent span applies; the percentage is for new traces. */
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

/** The cluster of the OTLP receiver, when there is one. */
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
