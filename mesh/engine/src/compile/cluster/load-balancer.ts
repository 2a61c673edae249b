import type {
  ConsistentHash,
  LoadBalancer,
} from '../../model/kinds/destination-rule/load-balancer.ts'
import { type Config, seconds } from '../config.ts'

/** The load-balancing policy of a cluster; LEAST_REQUEST by default, as in Istio. */
export function loadBalancing(balancer: LoadBalancer = {}): Config {
  const hash = balancer.consistentHash
  if (hash !== undefined) return hashed(hash)
  const start = slowStart(balancer)
  switch (balancer.simple) {
    case 'RANDOM':
      return { lb_policy: 'RANDOM' }
    case 'ROUND_ROBIN':
      return { lb_policy: 'ROUND_ROBIN', ...(start && { round_robin_lb_config: start }) }
    default:
      return { lb_policy: 'LEAST_REQUEST', ...(start && { least_request_lb_config: start }) }
  }
}

const envoyRingSize = 1_024

function hashed({ maglev, ringHash, minimumRingSize }: ConsistentHash): Config {
  if (maglev !== undefined)
    return { lb_policy: 'MAGLEV', maglev_lb_config: { table_size: maglev.tableSize } }
  const size = ringHash === undefined ? minimumRingSize || envoyRingSize : ringHash.minimumRingSize
  return {
    lb_policy: 'RING_HASH',
    ...(size ? { ring_hash_lb_config: { minimum_ring_size: size } } : {}),
  }
}

function slowStart({ warmup, warmupDurationSecs }: LoadBalancer): Config | undefined {
  if (warmup === undefined) {
    return warmupDurationSecs === undefined
      ? undefined
      : { slow_start_config: { slow_start_window: seconds(warmupDurationSecs) } }
  }
  return {
    slow_start_config: {
      slow_start_window: seconds(warmup.duration),
      aggression: {
        default_value: warmup.aggression ?? 1,
        runtime_key: 'mesh.warmup.aggression',
      },
      min_weight_percent: { value: warmup.minimumPercent ?? 10 },
    },
  }
}
