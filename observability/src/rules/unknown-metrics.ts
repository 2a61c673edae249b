import { type Catalogue, type LabelBound, seriesOf } from '../catalogue.ts'
import { metricsOf } from '../promql/expression.ts'
import { type Selector, selectorsIn } from '../promql/selector.ts'
import { unknownTargets } from '../promql/unknown-targets.ts'
import { isAlert, type RuleFile } from './rule-file.ts'

/** Labels that Prometheus adds, and the bound of a bucket. */
const addedLabels = ['job', 'service', 'instance', 'namespace', 'le', '__name__']

const plain = /^[\w.-]*$/

/** What is wrong with a selector's matchers: a label that the metric does not have, or a value that it never has. */
const matcherFaults = (
  { metric, matchers }: Selector,
  labels: Readonly<Record<string, LabelBound>>,
): string[] =>
  matchers.flatMap(({ label, operator, value }) => {
    if (addedLabels.includes(label)) return []
    const bound = labels[label]
    if (!bound) return [`${metric} has no label ${label}`]
    if (!Array.isArray(bound) || value === '') return []
    const wanted = operator.includes('~')
      ? value.split('|').filter((one) => plain.test(one))
      : [value]
    return wanted
      .filter((one) => !bound.includes(one))
      .map((one) => `${metric} has no ${label} ${one}`)
  })

/**
 * What the rules read and nothing provides: metrics that are neither in the catalogue nor recorded, labels and values that a
 * metric of the catalogue does not have, jobs and services that do not exist.
 */
export function unknownMetrics(files: readonly RuleFile[], catalogue: Catalogue): string[] {
  const rules = files.flatMap(({ groups }) => groups).flatMap((group) => group.rules)
  const recorded = new Set(rules.flatMap((rule) => (isAlert(rule) ? [] : [rule.record])))
  const exposed = new Map(
    [...catalogue.values()].flatMap((metric) =>
      seriesOf(metric).map((series) => [series, metric.labels] as const),
    ),
  )
  const faults = rules.flatMap((rule) => {
    const title = isAlert(rule) ? rule.alert : rule.record
    const names = metricsOf(rule.expr).filter((name) => !recorded.has(name) && !exposed.has(name))
    const matchers = selectorsIn(rule.expr).flatMap((selector) => {
      const labels = exposed.get(selector.metric ?? '')
      return labels ? matcherFaults(selector, labels) : []
    })
    const targets = selectorsIn(rule.expr).flatMap(unknownTargets)
    return [
      ...targets.map((fault) => `${title}: there is ${fault}`),
      ...names.map((name) => `${title}: ${name} is neither in metrics.yaml nor recorded`),
      ...matchers.map((fault) => `${title}: ${fault}`),
    ]
  })
  return [...new Set(faults)]
}
