import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot } from '@stoa/topology'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type environments, parseCatalogue, readCatalogue } from '../catalogue.ts'
import { queriesOf } from '../dashboards/check/queries.ts'
import { readDashboards } from '../dashboards/check/read.ts'
import { anyValues, interpolate } from '../dashboards/macros.ts'
import { isAlert, readRuleFiles } from './rule-file.ts'
import { metricsWithoutSource } from './without-source.ts'

const files = readRuleFiles()
const alerts = files
  .flatMap(({ groups }) => groups)
  .flatMap(({ rules }) => rules)
  .filter(isAlert)
  .map(({ alert, expr }) => ({ title: alert, expr }))
const panels = readDashboards()
  .flatMap(queriesOf)
  .filter(({ target, kind }) => target.datasource.type === 'prometheus' && kind !== 'annotation')
  .map(({ dashboard, panel, target: { expr } }) => ({
    ...{ title: `${dashboard} / ${panel}`, expr: interpolate(expr, anyValues(expr)) },
  }))

const withoutSource = (
  where: (typeof environments)[number],
  all: readonly { readonly title: string; readonly expr: string }[],
) => {
  const missing = metricsWithoutSource(files, readCatalogue(), where)
  return [...new Set(all.flatMap(({ title, expr }) => (missing(expr).length > 0 ? [title] : [])))]
}

describe('each alert and panel has a source', () => {
  it('on the laptop, but for the alerts of backups and of a second region', () => {
    expect(withoutSource('laptop', alerts)).toEqual([
      ...['WalArchivingFails', 'BackupTooOld', 'RegionBehind', 'RegionCutOff'],
    ])
    expect(withoutSource('laptop', panels)).toEqual([])
  })

  it('in a cluster, but for the panels that charts/README.md names', () => {
    expect(withoutSource('cluster', alerts)).toEqual([])
    const absent = withoutSource('cluster', panels)
    expect(absent).toEqual([
      'Platform overview / Parts of this laptop that are not ready, or ended',
      'Security / Denied connections to the broker',
    ])
    const readme = readFileSync(join(repositoryRoot, 'charts/README.md'), 'utf8')
    for (const panel of absent) expect(readme.replaceAll(/\s+/g, ' ')).toContain(`"${panel}"`)
  })
})

describe('an expression', () => {
  const catalogue = parseCatalogue(`
- source: service
  owner: platform
  where: laptop
  metrics: [{ name: ours, type: gauge, unit: bytes, meaning: m }]
- source: kubelet
  owner: platform
  where: cluster
  metrics: [{ name: theirs, type: histogram, unit: bytes, counts: reads, meaning: m }]
- source: prometheus
  owner: platform
  metrics: [{ name: both, type: gauge, unit: bytes, meaning: m }]
`)
  const rules = ['ours', 'theirs_count'].map((expr) => ({ record: 'one:name', expr }))
  const group = { name: 'g', rules: [...rules, { record: 'of:ours', expr: 'ours * 2' }] }
  const missing = metricsWithoutSource([{ path: 'x.yaml', groups: [group] }], catalogue, 'cluster')

  it.each<[string, ...string[]]>([
    ['theirs_bucket / both > 1'],
    ['ours', 'ours'],
    ['sum(rate(of:ours[5m])) > 0', 'ours'],
    ['one:name < 5'],
    ['ours > 1 or both > 1'],
    ['sum(ours) or vector(0)', 'ours'],
    ['both and on (a) ours', 'ours'],
    ['both unless ours'],
    ['ours unless both', 'ours'],
    ['theirs', 'theirs'],
  ])('%s lacks in a cluster: %s', (expr, ...names) => {
    expect(missing(expr)).toEqual(names)
  })
})

describe('the statistics that Istio has its proxies keep', () => {
  const file = readFileSync(join(repositoryRoot, 'mesh/istio/base/mesh-config.yaml'), 'utf8')
  const { inclusionRegexps } = parse(parse(file).data.mesh).defaultConfig.proxyStatsMatcher
  const kept = (name: string) =>
    name.startsWith('server.') ||
    inclusionRegexps.some((regex: string) => new RegExp(`^(?:${regex})$`).test(name))

  /** What Istio's proxies call the statistics of Envoy that the catalogue names. */
  const cluster = 'cluster.outbound|8080||orders.commerce.svc.cluster.local;'
  const listener = 'listener.0.0.0.0_15006.ssl'
  const names: Readonly<Record<string, string>> = {
    envoy_server_stats_overflow_counter: 'server.stats_overflow.counter',
    envoy_cluster_upstream_rq_retry: `${cluster}.upstream_rq_retry`,
    envoy_cluster_upstream_rq_pending_overflow: `${cluster}.upstream_rq_pending_overflow`,
    envoy_cluster_membership_healthy: `${cluster}.membership_healthy`,
    envoy_cluster_membership_total: `${cluster}.membership_total`,
    envoy_cluster_outlier_detection_ejections_active: `${cluster}.outlier_detection.ejections_active`,
    envoy_cluster_circuit_breakers_default_rq_open: `${cluster}.circuit_breakers.default.rq_open`,
    envoy_cluster_circuit_breakers_default_rq_pending_open: `${cluster}.circuit_breakers.default.rq_pending_open`,
    envoy_listener_ssl_certificate_expiration_unix_time_seconds: `${listener}.certificate.default.expiration_unix_time_seconds`,
    envoy_listener_ssl_connection_error: `${listener}.connection_error`,
    envoy_listener_ssl_fail_verify_no_cert: `${listener}.fail_verify_no_cert`,
    envoy_listener_ssl_fail_verify_san: `${listener}.fail_verify_san`,
    envoy_listener_ssl_fail_verify_error: `${listener}.fail_verify_error`,
  }

  it('are those of Envoy that the catalogue has in a cluster', () => {
    const inCluster = [...readCatalogue().values()].filter(
      ({ name, where }) => name.startsWith('envoy_') && where !== 'laptop',
    )
    expect(inCluster.map(({ name }) => name).sort()).toEqual(Object.keys(names).sort())
    expect(Object.values(names).filter((name) => !kept(name))).toEqual([])
  })

  it('are few, since each proxy keeps them of every service', () => {
    const others = [`${cluster}.upstream_cx_total`, `${listener}.handshake`, 'http.x.rq_total']
    expect(others.filter(kept)).toEqual([])
  })
})
