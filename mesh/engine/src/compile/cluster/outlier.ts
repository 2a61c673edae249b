import type { OutlierDetection } from '../../model/kinds/destination-rule/outlier-detection.ts'
import { type Config, seconds } from '../config.ts'

/** No block, no ejection. Success-rate ejection is always off, gateway errors unless written. */
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

/** Failures to connect, told apart from answers of the server. */
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

/** Below this share of sound endpoints Envoy uses the others as well; Istio switches that off. */
export const panicThreshold = (outlier: OutlierDetection | undefined): Config =>
  outlier === undefined ? {} : { healthy_panic_threshold: { value: outlier.minHealthPercent ?? 0 } }
