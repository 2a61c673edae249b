import type { OutlierDetection } from '../../model/kinds/destination-rule/outlier-detection.ts'
import { type Config, seconds } from '../config.ts'

/** No block, no ejection. Success-rate ejection is always off, gateway errors unless written. */
export function outlierDetection(outlier: OutlierDetection | undefined): Config {
  if (outlier === undefined) return {}
  const gateway = outlier.consecutiveGatewayErrors
  const healthy = outlier.minHealthPercent ?? 0
  return {
    outlier_detection: {
      consecutive_5xx: outlier.consecutive5xxErrors ?? 5,
      enforcing_consecutive_5xx: outlier.consecutive5xxErrors === 0 ? 0 : 100,
      ...(gateway ? { consecutive_gateway_failure: gateway } : {}),
      enforcing_consecutive_gateway_failure: gateway ? 100 : 0,
      enforcing_success_rate: 0,
      interval: seconds(outlier.interval ?? 10_000),
      base_ejection_time: seconds(outlier.baseEjectionTime ?? 30_000),
      max_ejection_percent: outlier.maxEjectionPercent ?? 10,
    },
    common_lb_config: { healthy_panic_threshold: { value: healthy } },
  }
}
