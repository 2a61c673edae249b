import { type Catalogue, type Environment, seriesOf } from '../catalogue.ts'
import { type Node, nodesOf, parsePromql } from '../promql/parse.ts'
import { selectorOf } from '../promql/selector.ts'
import { isAlert, type RuleFile } from './rule-file.ts'

const isVector = (node: Node) => nodesOf(node, 'VectorSelector').length > 0

const isOperator = ({ kind }: Node, operator: string) => kind === operator

/**
 * The metrics for whose absence an expression never returns anything in `where`, recorded ones followed down to what something
 * exposes there; none when it can return something. Of the operands of `or` one is enough.
 */
export function metricsWithoutSource(
  files: readonly RuleFile[],
  catalogue: Catalogue,
  where: Environment,
): (expr: string) => string[] {
  const exposed = new Set(
    [...catalogue.values()]
      .filter((metric) => metric.where === undefined || metric.where === where)
      .flatMap(seriesOf),
  )
  const recording = files
    .flatMap(({ groups }) => groups)
    .flatMap(({ rules }) => rules)
    .flatMap((rule) => (isAlert(rule) ? [] : [rule]))
  const recorded = Map.groupBy(recording, ({ record }) => record)

  const ofMetric = (metric: string): string[] =>
    recorded.has(metric)
      ? fewest((recorded.get(metric) ?? []).map(({ expr }) => ofNode(parsePromql(expr))))
      : exposed.has(metric)
        ? []
        : [metric]

  function ofNode(node: Node): string[] {
    if (node.kind === 'VectorSelector') return ofMetric(selectorOf(node).metric ?? '')
    const operands = node.children.filter(isVector)
    const has = (operator: string) => node.children.some((child) => isOperator(child, operator))
    if (node.kind === 'BinaryExpr' && has('Or')) return fewest(operands.map(ofNode))
    if (node.kind === 'BinaryExpr' && has('Unless')) return operands.slice(0, 1).flatMap(ofNode)
    return operands.flatMap(ofNode)
  }
  return (expr) => [...new Set(ofNode(parsePromql(expr)))].sort()
}

const fewest = (alternatives: readonly string[][]): string[] =>
  alternatives.find(({ length }) => length === 0) ?? alternatives[0] ?? []
