import { pipeAddress } from './address.ts'
import { httpOptions } from './cluster/http-options.ts'
import { type Config, meshCluster, meshConfigSource, typed } from './config.ts'
import type { Scope } from './scope.ts'
import { statsConfig } from './stats.ts'

const connectionLimit: Config = {
  name: 'envoy.resource_monitors.global_downstream_max_connections',
  typed_config: typed(
    'extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig',
    { max_active_downstream_connections: 20_000 },
  ),
}

const runtime: Config = {
  // As Istio configures its proxies: URL fragments are stripped, and long regular expressions are
  // allowed.
  'envoy.reloadable_features.http_reject_path_with_fragment': false,
  're2.max_program_size.error_level': 32_768,
  // By default Envoy exports five spans at a time.
  'tracing.opentelemetry.min_flush_spans': 256,
  'tracing.opentelemetry.flush_interval_ms': 1_000,
}

// By default each of Envoy's four threads checks the others for hangs five to ten times per second.
const watchdog: Config = { miss_timeout: '5s', megamiss_timeout: '10s' }

const mesh = (socket: string): Config => ({
  name: meshCluster,
  type: 'STATIC',
  connect_timeout: '1s',
  typed_extension_protocol_options: httpOptions({ version: 'http2' }),
  load_assignment: {
    cluster_name: meshCluster,
    endpoints: [{ lb_endpoints: [{ endpoint: { address: pipeAddress(socket) } }] }],
  },
})

/** The bootstrap configuration; Envoy gets everything else from the discovery server. */
export const bootstrap = (scope: Scope): Config => ({
  node: { id: scope.workload.instance, cluster: scope.workload.service },
  admin: { address: pipeAddress(scope.workload.adminSocket) },
  dynamic_resources: {
    lds_config: meshConfigSource,
    cds_config: meshConfigSource,
  },
  static_resources: { clusters: [mesh(scope.settings.meshSocket)] },
  watchdogs: { main_thread_watchdog: watchdog, worker_watchdog: watchdog },
  overload_manager: { resource_monitors: [connectionLimit] },
  layered_runtime: { layers: [{ name: 'static', static_layer: runtime }] },
  stats_flush_on_admin: true,
  stats_config: statsConfig,
})
