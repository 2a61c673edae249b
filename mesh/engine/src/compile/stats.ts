import { type Config, passthroughCluster } from './config.ts'

const prefixes = [
  'mesh.',
  'server.live',
  'server.memory',
  'server.state',
  'server.stats_overflow',
  'server.uptime',
  'tracing.opentelemetry.',
]

const oneOf = (...names: readonly string[]) => `(${names.join('|')})`

const ofClusters = oneOf(
  'upstream_rq_[1-5]xx',
  'upstream_rq_(active|total|timeout|pending_overflow|retry|retry_overflow|retry_success)',
  'upstream_cx_(active|total|connect_fail|overflow)',
  'circuit_breakers\\.default\\.\\w+_open',
  'outlier_detection\\.ejections_(active|enforced_total)',
  'membership_(healthy|total)',
)
const ofConnections = oneOf('handshake', 'connection_error', 'fail_verify_\\w+')
const regexes = [
  `cluster\\.(inbound\\||outbound\\||${passthroughCluster})[^;]*;\\.${ofClusters}`,
  'http\\.(inbound|outbound|edge)\\.downstream_(rq_(active|total|[1-5]xx)|cx_(active|total))',
  'http\\.(inbound|edge)\\.jwt_authn\\.(allowed|denied)',
  'http\\.(inbound|edge|metrics)\\.rbac\\.\\w*(allowed|denied)',
  'tcp\\.rbac\\.\\w*(allowed|denied)',
  `listener\\..+\\.ssl\\.(${ofConnections}|certificate\\..+\\.expiration_unix_time_seconds)`,
  '(listener_manager\\.lds|cluster_manager\\.cds)\\.update_rejected',
]

/** Bounds of the buckets of `mesh.request_milliseconds`; every latency objective is one of them. */
export const bucketsMs = [5, 10, 25, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000] as const

/** A cluster's statistics carry this name; the semicolon marks its end, as the name contains dots. */
export const statName = (cluster: string): Config => ({ alt_stat_name: `${cluster};` })

/**
 * Envoy keeps only these statistics, to save memory: requests by caller, traffic, circuit breakers,
 * ejections, retries, refusals, TLS, rejected configuration. The cluster's name becomes a label.
 */
export const statsConfig: Config = {
  stats_matcher: {
    inclusion_list: {
      patterns: [
        ...prefixes.map((prefix) => ({ prefix })),
        ...regexes.map((regex) => ({ safe_regex: { regex } })),
      ],
    },
  },
  use_all_default_tags: false,
  stats_tags: [
    { tag_name: 'envoy.cluster_name', regex: '^cluster(\\.(.+?);)' },
    ...[
      'envoy.response_code_class',
      'envoy.http_conn_manager_prefix',
      'envoy.listener_address',
      'envoy.tls_certificate',
    ].map((tag_name) => ({ tag_name })),
  ],
  histogram_bucket_settings: [{ match: { prefix: 'mesh.' }, buckets: bucketsMs }],
}
