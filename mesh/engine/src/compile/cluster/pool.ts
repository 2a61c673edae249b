import type {
  ConnectionPool,
  TcpKeepalive,
} from '../../model/kinds/destination-rule/connection-pool.ts'
import type { TrafficPolicy } from '../../model/kinds/destination-rule/traffic-policy.ts'
import type { MeshConfig } from '../../model/kinds/mesh-config.ts'
import { type Config, seconds } from '../config.ts'

const unlimited = 4_294_967_295
const istioConnectTimeoutMs = 10_000

export const connectTimeout = (pool?: ConnectionPool, mesh?: MeshConfig): string =>
  seconds(pool?.tcp?.connectTimeout ?? mesh?.connectTimeout ?? istioConnectTimeoutMs)

/** Istio sets no limit by default; Envoy's own defaults are 1,024 requests and 3 retries. */
export const circuitBreakers = (
  pool?: ConnectionPool,
  budget?: TrafficPolicy['retryBudget'],
): Config => ({
  thresholds: [
    {
      max_connections: pool?.tcp?.maxConnections || unlimited,
      max_pending_requests: pool?.http?.http1MaxPendingRequests || unlimited,
      max_requests: pool?.http?.http2MaxRequests || unlimited,
      max_retries: pool?.http?.maxRetries || unlimited,
      ...(budget === undefined ? {} : { retry_budget: retryBudget(budget) }),
    },
  ],
})

const retryBudget = (budget: NonNullable<TrafficPolicy['retryBudget']>): Config => ({
  budget_percent: { value: budget.percent ?? 20 },
  min_retry_concurrency: budget.minRetryConcurrency || 3,
  ...(budget.budgetInterval === undefined
    ? {}
    : { budget_interval: seconds(budget.budgetInterval) }),
})

/** TCP keepalive, when the rule or MeshConfig sets it. */
export function keepalive(pool?: ConnectionPool, mesh?: MeshConfig): Config {
  const written: TcpKeepalive | undefined = pool?.tcp?.tcpKeepalive ?? mesh?.tcpKeepalive
  if (written === undefined) return {}
  const { probes, time, interval } = { ...mesh?.tcpKeepalive, ...written }
  return {
    upstream_connection_options: {
      tcp_keepalive: {
        ...(probes ? { keepalive_probes: probes } : {}),
        ...(time === undefined ? {} : { keepalive_time: Math.trunc(time / 1_000) }),
        ...(interval === undefined ? {} : { keepalive_interval: Math.trunc(interval / 1_000) }),
      },
    },
  }
}
