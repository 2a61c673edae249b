import { describe, expect, it } from 'vitest'
import { parseCatalogue, readCatalogue } from '../catalogue.ts'
import { readRuleFiles } from './rule-file.ts'
import { unknownMetrics } from './unknown-metrics.ts'

it('rules and alerts read metrics of the catalogue, or recorded ones, by labels and values that these have', () => {
  expect(unknownMetrics(readRuleFiles(), readCatalogue())).toEqual([])
})

describe('the check of metrics', () => {
  const catalogue = parseCatalogue(`
- source: service
  owner: platform
  metrics:
    - { name: sent_total, type: counter, unit: messages, labels: { outcome: [done, failed], to: { max: 4 } }, meaning: m }
    - { name: wait_seconds, type: histogram, unit: seconds, meaning: m }
`)
  const faultsOf = (expr: string) => {
    const recording = { record: 'sent:rate5m', expr: 'rate(sent_total[5m])' }
    const rules = [recording, { record: 'x', expr }]
    return unknownMetrics([{ path: 'x.yaml', groups: [{ name: 'x', rules }] }], catalogue)
  }

  it.each([
    'sum(rate(sent_total{outcome="done",to="anywhere",service="orders"}[5m]))',
    'sent:rate5m{anything="goes"} / sent_total{outcome!~"done|failed"}',
    'wait_seconds_bucket{le="1"} + wait_seconds_count + wait_seconds_sum',
  ])('accepts %s', (expr) => {
    expect(faultsOf(expr)).toEqual([])
  })

  it.each([
    ['sent', 'x: sent is neither in metrics.yaml nor recorded'],
    ['wait_seconds', 'x: wait_seconds is neither in metrics.yaml nor recorded'],
    ['sent:rate1m', 'x: sent:rate1m is neither in metrics.yaml nor recorded'],
    ['sent_total{result="done"}', 'x: sent_total has no label result'],
    [
      'sent_total{job="service",service=~"orders|ordrs"}',
      'x: there is no job service',
      'x: there is no service ordrs',
    ],
    [
      'sent:rate5m{destination="istio-ingresgateway"}',
      'x: there is no destination istio-ingresgateway',
    ],
    ['sent_total{outcome="ok"}', 'x: sent_total has no outcome ok'],
    ['sent_total{outcome=~"done|lost"}', 'x: sent_total has no outcome lost'],
  ])('finds what is wrong with %s', (expr, ...faults) => {
    expect(faultsOf(expr)).toEqual(faults)
  })
})
