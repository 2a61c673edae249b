import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { prometheusConfiguration } from './configuration.ts'
import { ruleFilesIn } from './rule-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'stoa-prometheus-'))
afterAll(() => rmSync(folder, { recursive: true }))

const passwordFile = join(folder, 'password')
writeFileSync(passwordFile, 'secret')
const settings = {
  proxy: { url: 'http://127.0.0.1:15001', username: 'prometheus', passwordFile },
  targets: [
    { host: 'orders-2', job: 'services', service: 'orders', instance: 'orders-2' },
    { host: 'orders-2-sidecar', job: 'sidecars', service: 'orders', instance: 'orders-2' },
  ],
  own: '127.0.0.1:9090',
  alertmanager: '127.0.0.1:9093',
  collector: '127.0.0.1:8888',
  ruleFiles: [],
  scrapeSeconds: 5,
} as const

const jobs = (changes: object = {}) =>
  (
    parse(prometheusConfiguration({ ...settings, ...changes })) as {
      scrape_configs: { job_name: string; static_configs: [object] }[]
    }
  ).scrape_configs.map((job) => ({ ...job, ...job.static_configs[0] }))

describe('the configuration of Prometheus', () => {
  it('labels each target with its service and instance, and reads it through the sidecar', () => {
    const through = { proxy_url: 'http://127.0.0.1:15001' }
    const labels = { service: 'orders', instance: 'orders-2' }
    expect(jobs()).toMatchObject([
      { job_name: 'services', metrics_path: '/metrics', targets: ['orders-2'], labels, ...through },
      {
        ...{ job_name: 'sidecars', metrics_path: '/stats/prometheus' },
        ...{ targets: ['orders-2-sidecar'], labels, ...through },
      },
      { job_name: 'prometheus', targets: ['127.0.0.1:9090'] },
      { job_name: 'alertmanager', targets: ['127.0.0.1:9093'] },
      {
        ...{ job_name: 'collector', targets: ['127.0.0.1:8888'] },
        labels: { service: 'collector', instance: 'collector' },
        metric_relabel_configs: [{ regex: '(http_.+)', replacement: 'otelcol_$1' }],
      },
    ])
  })

  it('bounds what a target can bring in', () => {
    for (const job of jobs())
      expect(job).toMatchObject({
        sample_limit: expect.any(Number),
        target_limit: expect.any(Number),
        label_limit: expect.any(Number),
        label_name_length_limit: expect.any(Number),
        label_value_length_limit: expect.any(Number),
        body_size_limit: expect.stringMatching(/MB$/),
      })
  })

  it('reads no collector that does not run', () => {
    const names = jobs({ collector: undefined }).map(({ job_name }) => job_name)
    expect(names).not.toContain('collector')
  })

  it('sends alerts nowhere without Alertmanager', () => {
    const text = prometheusConfiguration({ ...settings, alertmanager: undefined })
    expect(parse(text)).not.toHaveProperty('alerting')
    expect(text).not.toContain('alertmanager')
  })

  const promtool = process.env.STOA_PROMTOOL
  const check = (text: string) => {
    const file = join(folder, 'prometheus.yaml')
    writeFileSync(file, text)
    return execFileSync(promtool ?? '', ['check', 'config', file], { stdio: 'pipe' }).toString()
  }

  it.runIf(promtool)('is accepted by promtool, which refuses a damaged one', () => {
    const text = prometheusConfiguration(settings)
    expect(check(text)).toContain('SUCCESS')
    expect(() => check(text.replace('scrape_interval', 'scrape_intervall'))).toThrow()
    expect(() => check(text.replace('label_limit: 30', 'label_limit: many'))).toThrow()
  })
})

it('rule files are those with rules and alerts, without their tests', () => {
  for (const file of ['rules/mesh.yaml', 'rules/mesh.test.yaml', 'alerts/slo.yaml', 'other.yaml']) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    writeFileSync(join(folder, file), '')
  }
  expect(ruleFilesIn(folder)).toEqual([
    join(folder, 'rules/mesh.yaml'),
    join(folder, 'alerts/slo.yaml'),
  ])
  expect(ruleFilesIn(join(folder, 'none'))).toEqual([])
})
