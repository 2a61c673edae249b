import type { ConnectionPool } from '../../model/kinds/destination-rule/connection-pool.ts'
import { type Config, seconds, typed } from '../config.ts'

const unlimited = 4_294_967_295
const istioConnectTimeoutMs = 10_000

export const connectTimeout = (pool: ConnectionPool | undefined): string =>
  seconds(pool?.tcp?.connectTimeout ?? istioConnectTimeoutMs)

/** Istio sets no limit where none is written; Envoy by itself would say 1,024 and 3 retries. */
export const circuitBreakers = (pool?: ConnectionPool): Config => ({
  thresholds: [
    {
      max_connections: pool?.tcp?.maxConnections ?? unlimited,
      max_pending_requests: pool?.http?.http1MaxPendingRequests ?? unlimited,
      max_requests: pool?.http?.http2MaxRequests ?? unlimited,
      max_retries: pool?.http?.maxRetries ?? unlimited,
    },
  ],
})

export const upgradesToHttp2 = (pool: ConnectionPool | undefined): boolean =>
  pool?.http?.h2UpgradePolicy === 'UPGRADE'

export function httpOptions(http2: boolean, pool?: ConnectionPool, idleMs?: number): Config {
  const idle = pool?.http?.idleTimeout ?? idleMs
  const limit = pool?.http?.maxRequestsPerConnection
  const common = {
    ...(idle === undefined ? {} : { idle_timeout: seconds(idle) }),
    ...(limit ? { max_requests_per_connection: limit } : {}),
  }
  return {
    'envoy.extensions.upstreams.http.v3.HttpProtocolOptions': typed(
      'extensions.upstreams.http.v3.HttpProtocolOptions',
      {
        common_http_protocol_options: common,
        explicit_http_config: http2
          ? { http2_protocol_options: {} }
          : { http_protocol_options: {} },
      },
    ),
  }
}
