import type { MetricName, Metrics } from '../../model/kinds/telemetry/metrics.ts'
import type { WorkloadMode } from '../../model/kinds/telemetry/tracing.ts'
import type { MeshSettings } from '../../model/settings.ts'

/** The metrics of Istio that the laptop has. A TCP connection is counted when it ends. */
export const laptopMetrics = [
  'REQUEST_COUNT',
  'REQUEST_DURATION',
  'TCP_CLOSED_CONNECTIONS',
] as const
export type LaptopMetric = (typeof laptopMetrics)[number]

export const metricsProviders = ({ extensionProviders }: MeshSettings): readonly string[] => [
  'prometheus',
  ...extensionProviders
    .filter(({ prometheus }) => prometheus !== undefined)
    .map(({ name }) => name),
]

/**
 * The metrics that a proxy reports. The provider is the last one written, otherwise MeshConfig's
 * default; without one there are no metrics. Of several overrides for a metric, the last one that sets
 * `disabled` applies.
 */
export function reportedMetrics(
  settings: MeshSettings,
  written: readonly Metrics[],
  mode: Exclude<WorkloadMode, 'CLIENT_AND_SERVER'>,
): ReadonlySet<LaptopMetric> {
  const providers =
    written
      .findLast(({ providers = [] }) => providers.length > 0)
      ?.providers?.map(({ name }) => name) ??
    settings.written.defaultProviders?.metrics ??
    []
  const known = metricsProviders(settings)
  if (!providers.some((name) => known.includes(name))) return new Set()
  const overrides = written
    .flatMap(({ overrides = [] }) => overrides)
    .filter(
      ({ match }) => match?.mode === undefined || [mode, 'CLIENT_AND_SERVER'].includes(match.mode),
    )
  const isDisabled = (metric: MetricName) =>
    overrides.findLast(
      ({ match, disabled }) =>
        disabled !== undefined && [undefined, 'ALL_METRICS', metric].includes(match?.metric),
    )?.disabled === true
  return new Set(laptopMetrics.filter((metric) => !isDisabled(metric)))
}
