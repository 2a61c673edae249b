import type { OutlierDetection } from '../../model/kinds/destination-rule/outlier-detection.ts'
import { type Config, seconds } from '../config.ts'

/**
 * Without `outlierDetection` there is no ejection. As in Istio, ejection by success rate is always
 * off, and by gateway errors unless it is configured.
 */
export function outlierDetection(outlier: OutlierDetection | undefined): Config {
  if (outlier === undefined) return {}
  const gateway = outlier.consecutiveGatewayErrors
  return {
    outlier_detection: {
      consecutive_5xx: outlier.consecutive5xxErrors ?? 5,
      enforcing_consecutive_5xx: outlier.consecutive5xxErrors === 0 ? 0 : 100,
      ...(gateway ? { consecutive_gateway_failure: gateway } : {}),
      enforcing_consecutive_gateway_failure: gateway ? 100 : 0,
      enforcing_success_rate: 0,
      interval: seconds(outlier.interval ?? 10_000),
      base_ejection_time: seconds(outlier.baseEjectionTime ?? 30_000),
      max_ejection_percent: outlier.maxEjectionPercent || 10,
      ...localOrigin(outlier),
    },
  }
}

/** Counts failed connections separately from error responses of the server. */
function localOrigin(outlier: OutlierDetection): Config {
  if (outlier.splitExternalLocalOriginErrors !== true) return {}
  const failures = outlier.consecutiveLocalOriginFailures
  return {
    split_external_local_origin_errors: true,
    enforcing_local_origin_success_rate: 0,
    ...(failures
      ? {
          consecutive_local_origin_failure: failures,
          enforcing_consecutive_local_origin_failure: 100,
        }
      : {}),
  }
}

/**
 * Below this percentage of healthy endpoints Envoy also uses the unhealthy ones; Istio's default is
 * 0, which disables that.
 */
export const panicThreshold = (outlier: OutlierDetection | undefined): Config =>
  outlier === undefined ? {} : { healthy_panic_threshold: { value: outlier.minHealthPercent ?? 0 } }
