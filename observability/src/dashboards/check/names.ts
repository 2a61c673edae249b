import { parseLogql } from '../../logql/parse.ts'
import { analyse } from '../../promql/analyse.ts'
import { parsePromql } from '../../promql/parse.ts'
import { selectorsOf } from '../../promql/selector.ts'
import { unknownTargets } from '../../promql/unknown-targets.ts'
import type { Vocabulary } from '../../promql/vocabulary.ts'
import { anyValues, interpolate, variablesIn } from '../macros.ts'
import type { Finding } from './finding.ts'
import { indexLabels, logFields, unknownValues } from './log-names.ts'
import type { PlacedQuery } from './queries.ts'
import { valueFaults } from './values.ts'

/** Whether a query parses, and names only what exists, without running it. */
export function checkNames(query: PlacedQuery, vocabulary: Vocabulary): Finding[] {
  const { datasource, expr } = query.target
  const undeclared = variablesIn(expr).filter((name) => !query.variables.includes(name))
  const invalid = [
    ...undeclared.map((name) => `the dashboard has no variable ${name}`),
    ...(datasource.uid === datasource.type ? [] : [`no data source has the uid ${datasource.uid}`]),
  ]
  return [
    ...invalid.map((detail) => ({ fault: 'invalid' as const, detail })),
    ...namesIn(query, vocabulary),
  ]
}

function namesIn(query: PlacedQuery, vocabulary: Vocabulary): Finding[] {
  const { target } = query
  const text = interpolate(target.expr, anyValues(target.expr))
  try {
    return target.datasource.type === 'loki' ? logNames(text) : metricNames(text, query, vocabulary)
  } catch (error) {
    return [{ fault: 'invalid', detail: error instanceof Error ? error.message : String(error) }]
  }
}

function metricNames(expr: string, query: PlacedQuery, vocabulary: Vocabulary): Finding[] {
  const { legendFormat: legend } = query.target
  const root = parsePromql(expr)
  const analysis = analyse(root, vocabulary)
  const { labels, unknownMetrics, unknownLabels } = analysis
  const targets = selectorsOf(root).flatMap(unknownTargets)
  const inLegend = [...legend.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].flatMap(([, label]) => label ?? [])
  const withoutLabel = unknownMetrics.length > 0 ? [] : inLegend.filter((name) => !labels.has(name))
  return [
    ...unknownMetrics.map((detail) => ({ fault: 'unknownMetrics' as const, detail })),
    ...[
      ...unknownLabels,
      ...targets,
      ...withoutLabel.map((name) => `${name} in the legend ${legend}`),
    ].map((detail) => ({ fault: 'unknownLabels' as const, detail })),
    ...(unknownMetrics.length > 0 ? [] : valueFaults(query, analysis)),
  ]
}

function logNames(expr: string): Finding[] {
  const { streamLabels, fields, matchers } = parseLogql(expr)
  return [
    ...streamLabels.filter((name) => !indexLabels.has(name)),
    ...fields.filter((name) => !logFields.has(name)),
    ...unknownValues(matchers),
  ].map((detail) => ({ fault: 'unknownLabels', detail }))
}
