import { describe, expect, it } from 'vitest'
import { damaged, readText } from './files.ts'
import { type Tool, traceFaults } from './traces.ts'

describe.each<[Tool, (readonly [part: string, by: string, fault: string])[]]>([
  [
    'collector',
    [
      ['LISTEN:-127.0.0.1:4318', 'LISTEN:-0.0.0.0:4318', 'http.endpoint is not'],
      ['HOST:-127.0.0.1', 'HOST:-0.0.0.0', 'prometheus.host is not'],
      ['127.0.0.1:4319', '127.0.0.1:4320', 'otlp_http.endpoint is not'],
      ['max_request_body_size: 4194304', 'max_request_body_size: 41943040', 'body_size'],
      ['limit_mib: 256', 'limit_mib: 25600', 'memory_limiter.limit_mib is 25600'],
      ['spike_limit_mib: 64', 'spike_limit_mib: 6400', 'spike_limit_mib is 6400'],
      ['check_interval: 1s', 'check_interval: 0s', 'check_interval is not'],
      ['num_traces: 20000', 'num_traces: 20000000', 'num_traces is 20000000'],
      ['    maximum_trace_size_bytes: 1048576\n', '', 'maximum_trace_size_bytes is undefined'],
      [
        ' sampled_cache_size: 100000',
        ' sampled_cache_size: 1000000',
        '.sampled_cache_size is 1000000',
      ],
      [
        'non_sampled_cache_size: 100000',
        'non_sampled_cache_size: 0',
        'non_sampled_cache_size is 0',
      ],
      ['queue_size: 50000', 'queue_size: 500000000', 'queue_size is 500000000'],
      ['num_traces: 20000', 'num_traces: 20', 'num_traces is 20, not from 5000 to 20000'],
      ['queue_size: 50000', 'queue_size: many', 'queue_size is many'],
      ['max_size: 8000', 'max_size: 80000', 'max_size is 80000'],
      ['sizer: items', 'sizer: requests', 'sending_queue.sizer is not "items"'],
      ['max_elapsed_time: 60s', 'max_elapsed_time: 0s', 'max_elapsed_time is not'],
      ['DECISION_WAIT:-60s', 'DECISION_WAIT:-10s', 'decision_wait is not'],
      ['STOA_TRACES_DECISION_WAIT', 'OTHER', 'decision_wait is not'],
      ['[ERROR]', '[OK]', 'policies.0 is not'],
      ['threshold_ms: 2000', 'threshold_ms: 200000', 'policies.1 is not'],
      ['probabilistic\n', 'always_sample\n', 'policies.2.type is not'],
      ['receivers: [otlp]', 'receivers: []', 'service.pipelines is not'],
      ['[memory_limiter, tail_sampling]', '[tail_sampling]', 'service.pipelines is not'],
      ['[memory_limiter, tail_sampling]', '[memory_limiter]', 'service.pipelines is not'],
      ['exporters: [otlp_http]', 'exporters: []', 'service.pipelines is not'],
      ['level: detailed', 'level: none', 'metrics.level is not'],
      ['type_suffix: false', 'type_suffix: true', 'without_type_suffix is not'],
      ['units: false', 'units: true', 'without_units is not'],
      ['      http:\n', '      grpc:\n      http:\n', 'receives by grpc,http'],
    ],
  ],
  [
    'jaeger',
    [
      ['LISTEN:-127.0.0.1:4319', 'LISTEN:-0.0.0.0:4319', 'otlp.protocols.http.endpoint is not'],
      ['QUERY:-127.0.0.1:', 'QUERY:-0.0.0.0:', 'jaeger_query.http.endpoint is not'],
      ['GRPC:-127.0.0.1:', 'GRPC:-0.0.0.0:', 'jaeger_query.grpc.endpoint is not'],
      ['max_request_body_size: 8388608', 'max_request_body_size: 0', 'body_size'],
      ['limit_mib: 512', 'limit_mib: 5120', 'memory_limiter.limit_mib is 5120'],
      ['limit_mib: 512', 'limit_mib: 700', 'too little of the 768m'],
      ['spike_limit_mib: 128', 'spike_limit_mib: 1280', 'spike_limit_mib is 1280'],
      ['check_interval: 1s', 'check_interval: 0s', 'check_interval is not'],
      ['max_traces: 5000', 'max_traces: 200000000', 'max_traces is 200000000'],
      ['receivers: [otlp]', 'receivers: []', 'service.pipelines is not'],
      ['[memory_limiter]', '[]', 'service.pipelines is not'],
      ['exporters: [jaeger_storage_exporter]', 'exporters: []', 'service.pipelines is not'],
      ['[jaeger_storage, jaeger_query]', '[jaeger_storage]', 'service.extensions is not'],
      ['storage: { traces: memory }', 'storage: { traces: disk }', 'storage.traces is not'],
      ['enable_tracing: false', 'enable_tracing: true', 'enable_tracing is not'],
      ['trace_storage: memory', 'trace_storage: disk', 'trace_storage is not'],
    ],
  ],
])('the configuration of %s', (tool, damages) => {
  const text = readText(`${tool}.yaml`)

  it('bounds what is received, held and queued, and loses no trace that is kept', () => {
    expect(traceFaults(tool, text)).toEqual([])
  })

  it.each(damages)('is refused with %j as %j', (part, by, fault) => {
    expect(traceFaults(tool, damaged(text, part, by)).join('\n')).toContain(fault)
  })
})
