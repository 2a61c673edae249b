import { type Catalogue, type CatalogueMetric, seriesOf } from '../catalogue.ts'
import { type AlertRule, isAlert, type RecordingRule, type RuleFile } from '../rules/rule-file.ts'
import { analyse } from './analyse.ts'
import { plus } from './labels.ts'
import { parsePromql } from './parse.ts'
import { selectorsOf } from './selector.ts'
import { bareNumber } from './units.ts'
import type { MetricFacts, Vocabulary } from './vocabulary.ts'

/** Labels that a scrape adds to what a target exposes. */
const targetLabels = ['job', 'service', 'instance']

/** The names that a query may use: the series of the catalogue, those that rules record, and the labels of alerts. */
export function namesOf(catalogue: Catalogue, files: readonly RuleFile[]): Vocabulary {
  const facts = new Map([...catalogue.values()].flatMap(seriesFacts))
  const rules = files.flatMap(({ groups }) => groups.flatMap((group) => group.rules))
  const recording = rules.flatMap((rule) => (isAlert(rule) ? [] : [rule]))

  const lookUp: Vocabulary = (name) => {
    if (facts.has(name)) return facts.get(name)
    const recorded = recording.filter(({ record }) => record === name)
    const found = joined(recorded.map((rule) => factsOf(rule, lookUp)))
    if (found) facts.set(name, found)
    return found
  }

  const alerts = facts.get('ALERTS')
  if (!alerts) return lookUp
  const labelled = rules.filter(isAlert).map((rule) => ({ ...alerts, ...labelsOf(rule, lookUp) }))
  facts.set('ALERTS', joined([alerts, ...labelled]) ?? alerts)
  return lookUp
}

const seriesFacts = (metric: CatalogueMetric): [string, MetricFacts][] =>
  seriesOf(metric).map((series) => {
    const isHistogram = metric.type === 'histogram'
    const isBucket = isHistogram && series.endsWith('_bucket')
    const isCount = isBucket || (isHistogram && series.endsWith('_count'))
    const own = [...Object.keys(metric.labels), ...(isBucket ? ['le'] : [])]
    return [
      series,
      {
        unit: isCount ? (metric.counts ?? 'events') : metric.unit,
        type: metric.type === 'gauge' ? 'gauge' : 'counter',
        measured: isBucket ? metric.unit : undefined,
        labels: new Set([...own, ...targetLabels]),
      },
    ]
  })

function factsOf(rule: RecordingRule, lookUp: Vocabulary): MetricFacts {
  const root = parsePromql(rule.expr)
  const [first] = selectorsOf(root)
  const measured = first?.metric === undefined ? undefined : lookUp(first.metric)?.measured
  const { unit: found, type } = analyse(root, lookUp)
  const unit = found === bareNumber && /:ratio\w*$/.test(rule.record) ? 'ratio' : found
  return { unit, type, measured, ...labelsOf(rule, lookUp) }
}

const labelsOf = ({ expr, labels = {} }: RecordingRule | AlertRule, lookUp: Vocabulary) => ({
  labels: plus(analyse(parsePromql(expr), lookUp).labels, Object.keys(labels)),
})

/** Rules of one name, such as those of several objectives, may record several units. */
const joined = ([first, ...rest]: readonly MetricFacts[]): MetricFacts | undefined =>
  first && {
    ...first,
    unit: [...new Set([first, ...rest].map(({ unit }) => unit))].join(' or '),
    labels: rest.reduce((all, { labels }) => plus(all, labels), first.labels),
  }
