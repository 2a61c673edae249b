import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readCatalogue, seriesOf } from '@stoa/observability'
import { repositoryRoot } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { relabel } from '../../test/relabel.ts'
import { type KubernetesObject, renderPlatform, titled, without } from '../../test/render.ts'
import { scrapeFaults } from '../../test/scrape-faults.ts'
import { profiles } from '../profiles.ts'

const chartsFolder = join(repositoryRoot, 'charts')
const production = without ? [] : renderPlatform('production')
const edited = (from: string, to: string, kind: string): KubernetesObject[] =>
  production.map((object) =>
    object.kind === kind ? JSON.parse(JSON.stringify(object).replaceAll(from, to)) : object,
  )

describe.skipIf(without)(titled('Prometheus of a cluster'), () => {
  it.each(profiles)(
    'scrapes what services and proxies expose, by the names of the laptop: %s',
    (profile) => {
      const objects = renderPlatform(profile)
      expect(
        objects.filter(({ kind }) => /^(Pod|Service)Monitor$/.test(kind)).length,
      ).toBeGreaterThan(1)
      expect(scrapeFaults(objects)).toEqual([])
    },
  )

  it.each([
    ['ServiceMonitor', '"/metrics"', '"/metricz"', 'nothing answers at /metricz'],
    ['ServiceMonitor', '"services"', '"servces"', 'the job is servces'],
    ['ServiceMonitor', '"port":"http"', '"port":"https"', 'nothing has a port https'],
    ['ServiceMonitor', '"targetLabel":"service"', '"targetLabel":"svc"', 'have no label service'],
    ['ServiceMonitor', '/instance":"stoa"', '/instance":"shop"', 'selects 0'],
    ['ServiceMonitor', '"collector"}', '"collectors"}', 'the job is collectors'],
    ['ServiceMonitor', '"port":"metrics"', '"port":"metric"', 'nothing has a port metric'],
    ['ServiceMonitor', '"otel-collector"}', '"otel"}', 'ServiceMonitor otel-collector selects 0'],
    ['PodMonitor', 'http-envoy-prom', 'http-envoy-prm', 'nothing has a port http-envoy-prm'],
    ['PodMonitor', '/stats/prometheus', '/stats/prom', 'nothing answers at /stats/prom'],
    ['PodMonitor', '"sidecars"}', '"sidecar"}', 'the job is sidecar'],
    ['PodMonitor', '__meta_kubernetes_pod_name', '__meta_pod', 'have no label instance'],
    [
      'NetworkPolicy',
      '15090',
      '15091',
      'NetworkPolicy broker admits observability/prometheus:15091',
    ],
    ['NetworkPolicy', '"prometheus"', '"grafana"', 'admits observability/grafana:15090'],
  ])('a %s with %s changed to %s is found', (kind, from, to, fault) => {
    expect(scrapeFaults(edited(from, to, kind)).join('\n')).toContain(fault)
  })

  it('reads itself, Alertmanager and the kubelets', () => {
    const files = globSync('third-party/values/monitoring*.yaml', { cwd: chartsFolder })
    expect(files).toHaveLength(3)
    for (const file of files) {
      const values = parse(readFileSync(join(chartsFolder, file), 'utf8'))
      const parts = [values.kubelet, values.prometheus, values.alertmanager]
      const switches = parts.flatMap((part) => [part?.enabled, part?.serviceMonitor?.selfMonitor])
      expect(switches, file).not.toContain(false)
    }
  })

  it('does not ask Grafana, which the mesh would refuse', () => {
    const file = join(chartsFolder, 'third-party/values/monitoring.yaml')
    const { grafana } = parse(readFileSync(file, 'utf8'))
    expect(grafana.serviceMonitor).toEqual({ enabled: false })
  })

  it('reads the proxies of the edge and of Prometheus itself as well', () => {
    const [monitor] = production.filter(({ kind }) => kind === 'PodMonitor')
    expect(monitor?.spec.namespaceSelector.matchNames).toEqual([
      ...['commerce', 'istio-ingress', 'observability'],
    ])
  })

  it('gives the requests of the collector the names of the laptop', () => {
    const [monitor] = production.filter(
      ({ kind, metadata }) => kind === 'ServiceMonitor' && metadata.name === 'otel-collector',
    )
    const rules = monitor?.spec.endpoints[0].metricRelabelings
    const named = ['http_server_request_duration_seconds_count', 'otelcol_exporter_queue_size'].map(
      (name) => relabel({ __name__: name }, rules).__name__ ?? '',
    )
    expect(named).toEqual([
      'otelcol_http_server_request_duration_seconds_count',
      'otelcol_exporter_queue_size',
    ])
    const known = [...readCatalogue().values()].flatMap(seriesOf)
    expect(known).toEqual(expect.arrayContaining(named))
  })

  it('gives the statistics of Istio’s proxies the names and labels of the catalogue', () => {
    const [monitor] = production.filter(({ kind }) => kind === 'PodMonitor')
    const named = (labels: Record<string, string>) =>
      relabel(labels, monitor?.spec.podMetricsEndpoints[0].metricRelabelings)
    const orders = 'outbound|8080||orders.commerce.svc.cluster.local'
    const certificate = 'envoy_listener_ssl_certificate_default_expiration_unix_time_seconds'
    const found = [
      { __name__: 'envoy_cluster_membership_healthy', cluster_name: orders },
      { __name__: certificate, listener_address: '0.0.0.0_15006' },
      { __name__: 'envoy_server_stats_overflow_counter' },
    ].map(named)
    expect(found).toEqual([
      { __name__: 'envoy_cluster_membership_healthy', envoy_cluster_name: orders },
      {
        __name__: 'envoy_listener_ssl_certificate_expiration_unix_time_seconds',
        ...{ envoy_listener_address: '0.0.0.0_15006', envoy_tls_certificate: 'default' },
      },
      { __name__: 'envoy_server_stats_overflow_counter' },
    ])
    const catalogue = readCatalogue()
    for (const { __name__, ...labels } of found)
      expect(Object.keys(catalogue.get(__name__ ?? '')?.labels ?? {}).sort()).toEqual(
        Object.keys(labels).sort(),
      )
    const request = { __name__: 'istio_requests_total', source_cluster: 'a', reporter: 'source' }
    expect(named(request)).toEqual(request)
  })
})
