import { describe, expect, it } from 'vitest'
import { readCatalogue } from '../../catalogue.ts'
import type { MetricFacts, Vocabulary } from '../../promql/vocabulary.ts'
import { readRuleFiles } from '../../rules/rule-file.ts'
import { unknownMetrics } from '../../rules/unknown-metrics.ts'
import { anyValues, interpolate } from '../macros.ts'
import { repositoryNames } from '../names.ts'
import { isGood } from './command.ts'
import type { Ask } from './data.ts'
import { queriesOf } from './queries.ts'
import { parseDashboard, readDashboards } from './read.ts'
import { checkDashboards, type Report } from './report.ts'
import { textOf } from './text.ts'
import type { Youth } from './young.ts'

const known: Readonly<Record<string, Omit<MetricFacts, 'labels'>>> = {
  requests_total: { unit: 'requests', type: 'counter' },
  time_seconds_bucket: { unit: 'requests', type: 'counter', measured: 'seconds' },
  pool_used: { unit: 'connections', type: 'gauge' },
}
const vocabulary: Vocabulary = (name) =>
  known[name] && {
    ...known[name],
    labels: new Set(['service', 'code', ...(name.endsWith('_bucket') ? ['le'] : [])]),
  }

interface Changes {
  readonly expr?: string
  readonly legend?: string
  readonly source?: string
  readonly uid?: string
  readonly noValue?: string
  readonly unit?: string
  /** Of the column that the legend names. */
  readonly columnUnit?: string
}

/** A dashboard with one panel and one variable. */
function dashboardWith(changes: Changes) {
  const { expr, legend, source = 'prometheus', uid = source, noValue } = changes
  const { unit = 'reqps', columnUnit } = changes
  const properties = [{ id: 'unit', value: columnUnit }]
  const column = { matcher: { id: 'byName', options: legend }, properties }
  const fieldConfig = { defaults: { noValue, unit }, overrides: columnUnit ? [column] : [] }
  return parseDashboard(
    JSON.stringify({
      ...{ uid: 'd', title: 'D', time: { from: 'now-30m', to: 'now' } },
      templating: {
        list: [{ name: 'service', query: { query: 'label_values(requests_total, service)' } }],
      },
      annotations: { list: [] },
      panels: [
        { type: 'row', title: 'R' },
        {
          ...{ type: 'timeseries', title: 'P', fieldConfig },
          targets: [
            {
              ...{ refId: 'A', datasource: { type: source, uid } },
              expr: expr ?? 'sum by (code) (rate(requests_total{service="$service"}[1m]))',
              legendFormat: legend ?? '{{code}}',
            },
          ],
        },
      ],
    }),
  )
}

const readOnly = (changes: Changes) => checkDashboards([dashboardWith(changes)], vocabulary)
const noFault = {
  ...{ empty: [], emptyByNature: [], young: [], unknownMetrics: [], unknownLabels: [] },
  ...{ wrongUnits: [], wrongTypes: [], invalid: [] },
}

it('accepts a dashboard that names what exists', async () => {
  const report = await readOnly({})
  expect(report).toEqual({ dashboards: 1, panels: 1, queries: 2, run: 0, ...noFault })
  expect(isGood(report, true)).toBe(true)
})

describe('without a platform it finds', () => {
  it.each<[Changes, keyof Report, string]>([
    [{ expr: 'rate(request_total[1m])', legend: '' }, 'unknownMetrics', 'request_total'],
    [{ expr: 'rate(requests_total{servce="x"}[1m])' }, 'unknownLabels', 'servce'],
    [{ expr: 'rate(requests_total{service="ordrs"}[1m])' }, 'unknownLabels', 'no service ordrs'],
    [
      { expr: 'sum by (status) (rate(requests_total[1m]))', legend: '' },
      ...(['unknownLabels', 'status'] as const),
    ],
    [
      { expr: 'rate(requests_total{service="ordrs"}[1m])' },
      ...(['unknownLabels', 'no service ordrs'] as const),
    ],
    [{ legend: '{{status}}' }, 'unknownLabels', 'status in the legend'],
    [{ expr: 'sum(requests_total', legend: '' }, 'invalid', 'no PromQL'],
    [{ expr: 'rate(requests_total{service="$svc"}[1m])' }, 'invalid', 'no variable svc'],
    [{ uid: 'other' }, 'invalid', 'the uid other'],
    [{ source: 'loki', expr: '{service_name="a"' }, 'invalid', 'no LogQL'],
    [{ source: 'loki', expr: '{app="a"}' }, 'unknownLabels', 'app'],
    [{ source: 'loki', expr: '{service_name="orders"} | lvl="x"' }, 'unknownLabels', 'lvl'],
    [{ source: 'loki', expr: '{service_name="order"}' }, 'unknownLabels', 'service_name order'],
    [{ source: 'loki', expr: '{service_name=~"oders.+"}' }, 'unknownLabels', 'oders.+'],
    [
      { source: 'loki', expr: '{service_name=~".+"} | severity_text=~"warn|err"' },
      'unknownLabels',
      'severity_text err',
    ],
  ])('%j as %s', async (changes, fault, detail) => {
    const report = await readOnly(changes)
    expect(report[fault]).toEqual([
      expect.objectContaining({ panel: 'P', detail: expect.stringContaining(detail) }),
    ])
    expect(isGood(report, false)).toBe(false)
    expect(textOf(report, undefined)).toContain(detail)
  })
})

const bySeconds = 'sum by (le) (rate(time_seconds_bucket[1m]))'

describe('the unit of a panel', () => {
  it.each<Changes>([
    { expr: 'rate(requests_total[1m])', unit: 'reqps' },
    { expr: 'increase(requests_total[1h])', unit: 'short' },
    { expr: 'histogram_quantile(0.5, rate(time_seconds_bucket[1m]))', unit: 's', legend: '' },
    { expr: bySeconds, unit: 's', legend: '' },
    { expr: 'pool_used', unit: 'short' },
    { expr: 'pool_used', unit: 's', columnUnit: 'short', legend: '{{code}}' },
    { expr: 'rate(requests_total[1m]) / rate(requests_total[1m])', unit: 'percentunit' },
  ])('is that of its query: %j', async (changes) => {
    expect(await readOnly(changes)).toMatchObject(noFault)
  })

  it.each<[Changes, keyof Report, string]>([
    [{ expr: 'rate(requests_total[1m])', unit: 's' }, 'wrongUnits', 'returns requests/s: reqps'],
    [
      { expr: 'pool_used', unit: 's' },
      'wrongUnits',
      'shows s, the query returns connections: short',
    ],
    [
      { expr: 'pool_used', unit: 'short', columnUnit: 'bytes', legend: '{{code}}' },
      ...(['wrongUnits', 'shows bytes'] as const),
    ],
    [{ expr: bySeconds, unit: 'ms', legend: '' }, 'wrongUnits', 'the query returns seconds: s'],
    [{ expr: 'rate(pool_used[1m])', unit: 'suffix: connections/s' }, 'wrongTypes', 'of a gauge'],
    [{ expr: 'requests_total', unit: 'short' }, 'wrongTypes', 'a counter without rate'],
  ])('is refused otherwise: %j', async (changes, fault, detail) => {
    const report = await readOnly(changes)
    expect(report).toMatchObject({
      ...noFault,
      [fault]: [{ panel: 'P', detail: expect.stringContaining(detail) }],
    })
    expect(isGood(report, false)).toBe(false)
  })
})

describe('with a platform', () => {
  const services = ['orders', 'gateway'].map((service) => ({ labels: { service }, value: 1 }))
  const asked = (
    changes: Changes,
    valueFor: (expr: string) => number | undefined,
    youthOf: Youth = () => undefined,
  ) => {
    const ask: Ask = async (expr) => {
      if (expr.startsWith('group by (service)')) return services
      const value = valueFor(expr)
      return value === undefined ? [] : [{ labels: {}, value }]
    }
    return checkDashboards([dashboardWith(changes)], vocabulary, { ask, youthOf })
  }

  it('runs each query with each value of its variables', async () => {
    expect(await asked({}, () => 1)).toEqual({
      ...{ dashboards: 1, panels: 1, queries: 2, run: 2, ...noFault },
    })
  })

  it.each<[string, (expr: string) => number | undefined, string]>([
    ['no value at all', () => undefined, 'service=orders; service=gateway'],
    ['nothing for one value', (e) => (e.includes('gateway') ? undefined : 1), 'service=gateway'],
    ['NaN alone', () => Number.NaN, 'service=orders; service=gateway'],
  ])('lists a panel with %s as empty', async (_, valueFor, detail) => {
    const report = await asked({}, valueFor)
    expect(report).toMatchObject({ empty: [{ panel: 'P', detail }], emptyByNature: [] })
    expect(isGood(report, false)).toBe(false)
  })

  it('lists a panel without data apart while the platform is too young for it', async () => {
    const young = await asked(
      {},
      () => undefined,
      () => 'needs 1m',
    )
    expect(young).toMatchObject({ empty: [], young: [{ panel: 'P', detail: 'needs 1m' }] })
    expect(isGood(young, false)).toBe(true)
    expect(textOf(young, 'http://prometheus')).toContain('has no data yet:\n  D / P (needs 1m)')
    const filled = await asked(
      {},
      () => 1,
      () => 'needs 1m',
    )
    expect(filled.young).toEqual([])
  })

  it('expects data in a panel that is empty by nature under faults alone', async () => {
    const report = await asked({ noValue: 'Nothing yet.' }, () => undefined)
    expect(report).toMatchObject({ empty: [], emptyByNature: [{ panel: 'P' }] })
    expect(isGood(report, false)).toBe(true)
    expect(isGood(report, true)).toBe(false)
  })

  it('needs one value only to fill a panel that is empty by nature', async () => {
    const report = await asked({ noValue: 'No calls.' }, (e) =>
      e.includes('orders') ? 1 : undefined,
    )
    expect(isGood(report, true)).toBe(true)
  })

  it('lists a panel whose variable offers nothing', async () => {
    const report = await checkDashboards([dashboardWith({})], vocabulary, {
      ask: async () => [],
      youthOf: () => undefined,
    })
    expect(report.empty.map(({ panel }) => panel)).toEqual(['P', 'service'])
  })

  it('does not run what is not valid', async () => {
    const report = await asked({ expr: 'sum(requests_total' }, () => {
      throw new Error('it was run')
    })
    expect(report.invalid).toHaveLength(1)
  })
})

it('finds no fault in the committed dashboards', async () => {
  const report = await checkDashboards(readDashboards(), repositoryNames)
  expect(report).toMatchObject({ dashboards: 10, ...noFault })
  expect(report.panels).toBeGreaterThan(100)
})

describe('the values in matchers', () => {
  const dashboards = readDashboards()
  const faultsIn = (expressions: readonly string[]) => {
    const rules = expressions.map((expr, index) => ({ record: `dashboards:${index}`, expr }))
    const file = { path: 'dashboards', groups: [{ name: 'dashboards', rules }] }
    return unknownMetrics([...readRuleFiles(), file], readCatalogue())
  }
  const queries = dashboards
    .flatMap(queriesOf)
    .filter(({ target }) => target.datasource.type === 'prometheus')
    .map(({ target }) => interpolate(target.expr, anyValues(target.expr)))

  it('of the committed dashboards are ones that the catalogue lists', () => {
    expect(faultsIn(queries)).toEqual([])
  })

  it('are refused otherwise', () => {
    expect(faultsIn(['orders_state_changes_total{to="accepted"}'])).toEqual([
      'dashboards:0: orders_state_changes_total has no to accepted',
    ])
  })
})
