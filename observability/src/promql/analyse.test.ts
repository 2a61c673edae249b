import { describe, expect, it } from 'vitest'
import { analyse } from './analyse.ts'
import { NotPromql, parsePromql } from './parse.ts'
import type { Vocabulary } from './vocabulary.ts'

const metrics: Readonly<Record<string, readonly [unit: string, ...labels: string[]]>> = {
  requests_total: ['requests', 'service', 'code'],
  time_seconds_bucket: ['events', 'service', 'le'],
  time_seconds_sum: ['seconds', 'service'],
  time_seconds_count: ['events', 'service'],
  pool_used: ['connections', 'service', 'instance'],
  pool_max: ['connections', 'service', 'instance'],
  started_seconds: ['seconds', 'instance', 'version'],
}
const vocabulary: Vocabulary = (name) => {
  const [unit, ...labels] = metrics[name] ?? []
  if (unit === undefined) return undefined
  const measured = name.endsWith('_bucket') ? { measured: 'seconds' } : {}
  const isCounter = /_(total|bucket|sum|count)$/.test(name)
  return { unit, type: isCounter ? 'counter' : 'gauge', labels: new Set(labels), ...measured }
}
const analysed = (expression: string) => analyse(parsePromql(expression), vocabulary)

const results: readonly (readonly [expression: string, unit: string, labels: string])[] = [
  ['sum by (service) (rate(requests_total[1m]))', 'requests/s', 'service'],
  ['sum(requests_total) by (code)', 'requests', 'code'],
  ['sum without (code) (increase(requests_total{code="200"}[1h]))', 'requests', 'service'],
  ['count by (service) (pool_used)', '', 'service'],
  ['topk(3, requests_total)', 'requests', 'code service'],
  ['count_values("size", pool_max)', '', 'size'],
  ['requests_total / ignoring (code) requests_total', 'ratio', 'service'],
  ['1 - pool_used / pool_max', 'ratio', 'instance service'],
  ['100 * pool_used', 'connections', 'instance service'],
  ['rate(time_seconds_sum[1m]) / rate(time_seconds_count[1m])', 'seconds', 'service'],
  ['rate(time_seconds_sum[1m])', 'seconds/s', 'service'],
  ['sum(pool_used) / sum(rate(time_seconds_count[1m]))', 'seconds', ''],
  ['sum(rate(time_seconds_bucket{le="1"}[1m])) / sum(rate(time_seconds_count[1m]))', 'ratio', ''],
  ['sum by (service) (pool_used) or vector(0)', 'connections', 'service'],
  ['pool_used > on (service) requests_total', 'connections', 'service'],
  ['pool_used > bool 3', '', 'instance service'],
  ['time() - started_seconds', 'seconds', 'instance version'],
  ['-max_over_time(pool_used[1h:1m] offset 1d)', 'connections', 'instance service'],
  [
    'label_replace(pool_used, "host", "$1", "instance", "(.*)")',
    ...(['connections', 'host instance service'] as const),
  ],
  [
    'histogram_quantile(0.99, sum by (le, service) (rate(time_seconds_bucket[1m])))',
    ...(['seconds', 'service'] as const),
  ],
  [
    'pool_used * on (instance) group_left (version) started_seconds',
    ...(['connections', 'instance service version'] as const),
  ],
]

it.each(results)('finds the unit and the labels of %s', (expression, unit, labels) => {
  const result = analysed(expression)
  expect(result).toMatchObject({ unit, unknownMetrics: [], unknownLabels: [], wrongTypes: [] })
  expect([...result.labels].sort().join(' ')).toBe(labels)
})

describe('names that nothing exposes', () => {
  it.each([
    ['rate(request_total[1m])', 'request_total'],
    ['sum(pool_used) / sum(pools_max)', 'pools_max'],
    ['{__name__="pool_usd"}', 'pool_usd'],
    ['{service="orders"}', '{service="orders"}'],
    ['sum by (nothing) (rate(request_total[1m]))', 'request_total'],
  ])('are found as metrics: %s', (expression, metric) => {
    expect(analysed(expression)).toMatchObject({ unknownMetrics: [metric], unknownLabels: [] })
  })

  it.each([
    ['requests_total{cod="200"}', 'cod in requests_total{cod="200"}'],
    ['sum by (svc) (pool_used)', 'svc in sum by (svc) (pool_used)'],
    ['sum by (code) (sum by (service) (requests_total))', 'code in sum by (code)'],
    ['pool_used * on (version) group_left () started_seconds', 'version in pool_used'],
    ['pool_used * on (instance) group_left (release) started_seconds', 'release in pool_used'],
    ['sum by (le) (histogram_quantile(0.5, time_seconds_bucket))', 'le in sum by (le)'],
  ])('are found as labels: %s', (expression, label) => {
    const { unknownMetrics, unknownLabels } = analysed(expression)
    expect(unknownMetrics).toEqual([])
    expect(unknownLabels).toEqual([expect.stringContaining(label)])
  })
})

describe('a function of the wrong type of series', () => {
  it.each([
    ['rate(pool_used[1m])', 'rate(pool_used[1m]) is of a gauge, expected a counter'],
    ['sum(increase(pool_used[1h]))', 'increase(pool_used[1h]) is of a gauge'],
    ['rate(sum by (code) (rate(requests_total[1m]))[5m:1m])', 'is of a gauge, expected a counter'],
    ['delta(requests_total[1m])', 'delta(requests_total[1m]) is of a counter, expected a gauge'],
    ['predict_linear(time_seconds_sum[1h], 60)', 'is of a counter, expected a gauge'],
  ])('is found: %s', (expression, found) => {
    expect(analysed(expression).wrongTypes).toEqual([expect.stringContaining(found)])
  })

  it('is not found where the metric is unknown', () => {
    expect(analysed('rate(request_total[1m])').wrongTypes).toEqual([])
  })
})

it.each<[string, string]>([
  ['requests_total', 'counter'],
  ['sum by (code) (requests_total) > 0', 'counter'],
  ['requests_total / on (service) pool_max', 'counter'],
  ['pool_used or requests_total', 'counter'],
  ['label_replace(requests_total, "a", "$1", "code", "(.*)")', 'counter'],
  ['rate(requests_total[1m])', 'gauge'],
  ['rate(time_seconds_sum[1m]) / rate(time_seconds_count[1m])', 'gauge'],
  ['count(requests_total)', 'gauge'],
  ['requests_total > bool 3', 'gauge'],
  ['pool_used and on (service) requests_total', 'gauge'],
  ['changes(requests_total[1h])', 'gauge'],
  ['histogram_quantile(0.5, time_seconds_bucket)', 'gauge'],
  ['time() - started_seconds', 'gauge'],
])('finds the type of %s: %s', (expression, type) => {
  expect(analysed(expression).type).toBe(type)
})

it.each(['sum by (service', 'rate(x[1m)', 'a and bool', 'sum(', ''])(
  'refuses what is no PromQL: %s',
  (expression) => expect(() => parsePromql(expression)).toThrow(NotPromql),
)
