import { stringify } from 'yaml'

/** What is read of one instance, through the sidecar of Prometheus. */
export interface ScrapeTarget {
  /** The host that the sidecar knows, such as `orders-2`. */
  readonly host: string
  readonly job: 'services' | 'sidecars'
  readonly service: string
  readonly instance: string
}

export interface PrometheusSettings {
  /** The sidecar, as an HTTP proxy, and how Prometheus authenticates to it. */
  readonly proxy: {
    readonly url: string
    readonly username: string
    readonly passwordFile: string
  }
  readonly targets: readonly ScrapeTarget[]
  /** `host:port` of Prometheus itself. */
  readonly own: string
  /** `host:port`; absent: alerts are evaluated and sent nowhere. */
  readonly alertmanager?: string | undefined
  /** `host:port` of the metrics of the collector; absent: it does not run. */
  readonly collector?: string | undefined
  readonly ruleFiles: readonly string[]
  readonly scrapeSeconds: number
}

const paths = { services: '/metrics', sidecars: '/stats/prometheus' } as const

/**
 * About three times what the largest target has once every operation has given every answer (payments: 2,000 series).
 * Beyond one of them the whole scrape fails and `up` is 0: a fault, such as a label without bound, costs its target and
 * not the memory of Prometheus.
 */
const limits = {
  services: { sample_limit: 6_000, target_limit: 100 },
  sidecars: { sample_limit: 3_000, target_limit: 100 },
  own: { sample_limit: 1_500, target_limit: 10 },
}
const limitsOfAll = {
  body_size_limit: '4MB',
  label_limit: 30,
  label_name_length_limit: 120,
  label_value_length_limit: 300,
}

/** The text of Prometheus' configuration file. */
export function prometheusConfiguration(settings: PrometheusSettings): string {
  const { alertmanager, collector, own, scrapeSeconds } = settings
  const interval = `${scrapeSeconds}s`
  return stringify({
    global: {
      scrape_interval: interval,
      scrape_timeout: `${Math.min(scrapeSeconds, 4)}s`,
      evaluation_interval: interval,
    },
    rule_files: settings.ruleFiles,
    ...(alertmanager && {
      alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    }),
    scrape_configs: [
      throughTheMesh('services', settings),
      throughTheMesh('sidecars', settings),
      onLoopback('prometheus', own),
      ...(alertmanager ? [onLoopback('alertmanager', alertmanager)] : []),
      ...(collector ? [{ ...onLoopback('collector', collector), ...asCollectors }] : []),
    ],
  })
}

function throughTheMesh(job: 'services' | 'sidecars', { proxy, targets }: PrometheusSettings) {
  return {
    ...{ job_name: job, metrics_path: paths[job], ...limits[job], ...limitsOfAll },
    proxy_url: proxy.url,
    basic_auth: { username: proxy.username, password_file: proxy.passwordFile },
    static_configs: targets
      .filter((target) => target.job === job)
      .map(({ host, service, instance }) => ({ targets: [host], labels: { service, instance } })),
  }
}

/** The collector's own requests have the names that those of services have. */
const asCollectors = {
  metric_relabel_configs: [
    {
      ...{ source_labels: ['__name__'], regex: '(http_.+)' },
      ...{ target_label: '__name__', replacement: 'otelcol_$1' },
    },
  ],
}

const onLoopback = (name: string, address: string) => ({
  ...{ job_name: name, ...limits.own, ...limitsOfAll },
  static_configs: [{ targets: [address], labels: { service: name, instance: name } }],
})
