import { parse } from 'yaml'
import { readText } from './files.ts'

export type Tool = 'collector' | 'jaeger'

/** Limits on received, held and queued data, each with the most that a file may allow. */
const bounds: Readonly<Record<Tool, readonly (readonly [path: string, most: number])[]>> = {
  collector: [
    ['receivers.otlp.protocols.http.max_request_body_size', 4 * 1024 * 1024],
    ['processors.memory_limiter.limit_mib', 256],
    ['processors.memory_limiter.spike_limit_mib', 64],
    ['processors.tail_sampling.num_traces', 20_000],
    ['processors.tail_sampling.maximum_trace_size_bytes', 1024 * 1024],
    ['processors.tail_sampling.decision_cache.sampled_cache_size', 100_000],
    ['processors.tail_sampling.decision_cache.non_sampled_cache_size', 100_000],
    ['exporters.otlp_http.sending_queue.queue_size', 50_000],
    ['exporters.otlp_http.sending_queue.batch.max_size', 8_000],
  ],
  jaeger: [
    ['receivers.otlp.protocols.http.max_request_body_size', 8 * 1024 * 1024],
    ['processors.memory_limiter.limit_mib', 512],
    ['processors.memory_limiter.spike_limit_mib', 128],
    ['extensions.jaeger_storage.backends.memory.memory.max_traces', 5_000],
  ],
}

/** Settings with another value of which traces, or the counts of dropped ones, are lost. */
const values: Readonly<Record<Tool, Readonly<Record<string, unknown>>>> = {
  collector: {
    'receivers.otlp.protocols.http.endpoint': `\${env:STOA_COLLECTOR_LISTEN:-127.0.0.1:4318}`,
    'exporters.otlp_http.endpoint': `\${env:STOA_JAEGER_OTLP:-http://127.0.0.1:4319}`,
    'service.telemetry.metrics.readers.0.pull.exporter.prometheus.host': `\${env:STOA_COLLECTOR_METRICS_HOST:-127.0.0.1}`,
    'service.pipelines': {
      traces: {
        receivers: ['otlp'],
        processors: ['memory_limiter', 'tail_sampling'],
        exporters: ['otlp_http'],
      },
    },
    'processors.memory_limiter.check_interval': '1s',
    'processors.tail_sampling.decision_wait': `\${env:STOA_TRACES_DECISION_WAIT:-60s}`,
    'processors.tail_sampling.policies.0': {
      name: 'errors',
      type: 'status_code',
      status_code: { status_codes: ['ERROR'] },
    },
    'processors.tail_sampling.policies.1': {
      name: 'slow',
      type: 'latency',
      latency: { threshold_ms: 2000 },
    },
    'processors.tail_sampling.policies.2.type': 'probabilistic',
    'exporters.otlp_http.sending_queue.sizer': 'items',
    'exporters.otlp_http.retry_on_failure.max_elapsed_time': '60s',
    // Counts of dropped traces are among the detailed metrics, which alerts read.
    'service.telemetry.metrics.level': 'detailed',
    'service.telemetry.metrics.readers.0.pull.exporter.prometheus.without_type_suffix': false,
    'service.telemetry.metrics.readers.0.pull.exporter.prometheus.without_units': false,
  },
  jaeger: {
    'receivers.otlp.protocols.http.endpoint': `\${env:STOA_JAEGER_LISTEN:-127.0.0.1:4319}`,
    'extensions.jaeger_query.http.endpoint': `\${env:STOA_JAEGER_QUERY:-127.0.0.1:16686}`,
    'extensions.jaeger_query.grpc.endpoint': `\${env:STOA_JAEGER_GRPC:-127.0.0.1:16685}`,
    'service.extensions': ['jaeger_storage', 'jaeger_query'],
    'service.pipelines': {
      traces: {
        receivers: ['otlp'],
        processors: ['memory_limiter'],
        exporters: ['jaeger_storage_exporter'],
      },
    },
    'processors.memory_limiter.check_interval': '1s',
    'extensions.jaeger_query.storage.traces': 'memory',
    'extensions.jaeger_query.enable_tracing': false,
    'exporters.jaeger_storage_exporter.trace_storage': 'memory',
  },
}

const read = (file: unknown, path: string) =>
  path
    .split('.')
    .reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], file)
const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** Bytes that Go keeps beside its heap, such as stacks and what it has freed, need the rest of a container's memory. */
const shareOfContainer = 0.75

/** Far below its bound a program would refuse or forget what an ordinary load sends. */
const leastOf = (most: number) => most / 4

const isBound = (value: unknown, most: number) =>
  typeof value === 'number' && value >= leastOf(most) && value <= most

/** Faults in the configuration of a program that holds traces: bounds, members of pipelines, and what it keeps. */
export function traceFaults(tool: Tool, text: string): string[] {
  const file = parse(text)
  const container = parse(readText('compose.yaml'), { merge: true }).services[tool].mem_limit
  const limit = read(file, 'processors.memory_limiter.limit_mib')
  const protocols = Object.keys(Object(read(file, 'receivers.otlp.protocols')))
  return [
    ...bounds[tool]
      .filter(([path, most]) => !isBound(read(file, path), most))
      .map(
        ([path, most]) => `${path} is ${read(file, path)}, not from ${leastOf(most)} to ${most}`,
      ),
    ...Object.entries(values[tool])
      .filter(([path, value]) => !isSame(read(file, path), value))
      .map(([path, value]) => `${path} is not ${JSON.stringify(value)}`),
    ...(isSame(protocols, ['http']) ? [] : [`receives by ${protocols}, and only http is bounded`]),
    ...(Number(limit) <= Number.parseInt(container, 10) * shareOfContainer
      ? []
      : [`limit_mib leaves too little of the ${container} of its container`]),
  ]
}
